import type { Brake, Control, CredentialControl, ShopControl } from './control.ts';

const shopBrakes = { thanku: 'thankuBrake', thanx: 'thanxBrake' } as const;

/** Puts a brake on what has none, and gives the one that is on: the first stays, with its reason. */
export async function brakeShop(
  control: Control<ShopControl>,
  what: 'thanku' | 'thanx',
  brake: Brake,
): Promise<{ brake: Brake; already: boolean }> {
  const field = shopBrakes[what];
  const { [field]: on } = await control.change((shop) =>
    shop[field] === undefined ? { ...shop, [field]: brake } : undefined,
  );
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

/** As `brakeShop`, of a Thanx credential. */
export async function brakeCredential(control: Control<CredentialControl>, brake: Brake) {
  const { brake: on } = await control.change((state) => (state.brake === undefined ? { ...state, brake } : undefined));
  return { brake: on ?? brake, already: on !== undefined && !isSame(on, brake) };
}

const isSame = (one: Brake, other: Brake): boolean =>
  one.since === other.since && one.by === other.by && one.reason === other.reason;

/** The brake that was on until it was taken off. */
export interface Lifted {
  brake?: Brake | undefined;
}

/** Takes off an operator's brake; the automatic hold beside it stays. */
export async function liftShop(control: Control<ShopControl>, what: 'thanku' | 'thanx'): Promise<Lifted> {
  const field = shopBrakes[what];
  let brake: Brake | undefined;
  await control.change((shop) => {
    brake = shop[field];
    return brake && { ...shop, [field]: undefined };
  });
  return { brake };
}

/** The same of a credential. */
export async function liftCredential(control: Control<CredentialControl>): Promise<Lifted> {
  let brake: Brake | undefined;
  await control.change((state) => {
    brake = state.brake;
    return brake && { ...state, brake: undefined };
  });
  return { brake };
}
