import type { Pause, Control, CredentialControl, ShopControl } from './control.ts';

/** The attributes of a shop's pauses. */
const shopPauses = { thanku: 'thankuBrake', thanx: 'thanxBrake', notify: 'notifyBrake' } as const;

/** A part of a shop that can be paused. */
export type ShopPart = keyof typeof shopPauses;

/** All of them: its ThankUs, its receipts and gift cards, and what its own systems are told. */
export const shopParts: readonly ShopPart[] = ['thanku', 'thanx', 'notify'];

/** Pauses a part of a shop. If it's already paused, the existing pause stays and is returned, with its reason. */
export async function pauseShop(
  control: Control<ShopControl>,
  what: ShopPart,
  brake: Pause,
): Promise<{ brake: Pause; already: boolean }> {
  const field = shopPauses[what];
  const { [field]: on } = await control.change((shop) =>
    shop[field] === undefined ? { ...shop, [field]: brake } : undefined,
  );
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

/** Pauses a Thanx credential. If it's already paused, the existing pause stays and is returned. */
export async function pauseCredential(control: Control<CredentialControl>, brake: Pause) {
  const { brake: on } = await control.change((state) => (state.brake === undefined ? { ...state, brake } : undefined));
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

const isSame = (one: Pause, other: Pause): boolean =>
  one.since === other.since && one.by === other.by && one.reason === other.reason;

/** The pause that was ended; `undefined` if there was none. */
export interface EndedPause {
  brake?: Pause | undefined;
}

/** Ends an operator's pause of a part of a shop. An open circuit stays open. */
export const resumeShop = (control: Control<ShopControl>, what: ShopPart): Promise<EndedPause> =>
  resume(control, shopPauses[what]);

/** Ends an operator's pause of a credential. An open circuit stays open. */
export const resumeCredential = (control: Control<CredentialControl>): Promise<EndedPause> => resume(control, 'brake');

async function resume<Field extends string, State extends { [name in Field]?: Pause | undefined }>(
  control: Control<State>,
  field: Field,
): Promise<EndedPause> {
  let brake: Pause | undefined;
  await control.change((state) => {
    brake = state[field];
    return brake && { ...state, [field]: undefined };
  });
  return { brake };
}
