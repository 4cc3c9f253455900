import type { Pause, Control, CredentialControl, ShopControl } from './control.ts';

const shopBrakes = { thanku: 'thankuBrake', thanx: 'thanxBrake' } as const;

/** Puts a brake on what has none, and gives the one that is on: the first stays, with its reason. */
export async function pauseShop(
  control: Control<ShopControl>,
  what: 'thanku' | 'thanx',
  brake: Pause,
): Promise<{ brake: Pause; already: boolean }> {
  const field = shopBrakes[what];
  const { [field]: on } = await control.change((shop) =>
    shop[field] === undefined ? { ...shop, [field]: brake } : undefined,
  );
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

/** As `pauseShop`, of a Thanx credential. */
export async function pauseCredential(control: Control<CredentialControl>, brake: Pause) {
  const { brake: on } = await control.change((state) => (state.brake === undefined ? { ...state, brake } : undefined));
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

const isSame = (one: Pause, other: Pause): boolean =>
  one.since === other.since && one.by === other.by && one.reason === other.reason;

/** The brake that was on until it was taken off. */
export interface Lifted {
  brake?: Pause | undefined;
}

/** Takes off an operator's brake; the automatic hold beside it stays. */
export async function resumeShop(control: Control<ShopControl>, what: 'thanku' | 'thanx'): Promise<Lifted> {
  const field = shopBrakes[what];
  let brake: Pause | undefined;
  await control.change((shop) => {
    brake = shop[field];
    return brake && { ...shop, [field]: undefined };
  });
  return { brake };
}

/** The same of a credential. */
export async function resumeCredential(control: Control<CredentialControl>): Promise<Lifted> {
  let brake: Pause | undefined;
  await control.change((state) => {
    brake = state.brake;
    return brake && { ...state, brake: undefined };
  });
  return { brake };
}
