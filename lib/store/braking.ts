import type { Brake, Control, CredentialControl, Hold, ShopControl } from './control.ts';

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

/** What was on until it was taken off. */
export interface Lifted {
  brake?: Brake | undefined;
  hold?: Hold | undefined;
}

/** Takes off an operator's brake and, of ThankU, the automatic hold: what failed in a row counts from nothing again. */
export async function liftShop(control: Control<ShopControl>, what: 'thanku' | 'thanx'): Promise<Lifted> {
  const field = shopBrakes[what];
  let lifted: Lifted = {};
  await control.change((shop) => {
    lifted = { brake: shop[field], hold: what === 'thanku' ? shop.hold : undefined };
    if (lifted.brake === undefined && lifted.hold === undefined) return undefined;
    const free = { ...shop, [field]: undefined };
    return what === 'thanku' ? { ...free, hold: undefined, failuresInARow: 0 } : free;
  });
  return lifted;
}

/** Takes brake and hold off a credential, or off a shop's fixed user token. */
export async function liftCredential(control: Control<CredentialControl>): Promise<Lifted> {
  let lifted: Lifted = {};
  await control.change((state) => {
    lifted = { brake: state.brake, hold: state.hold };
    return state.brake === undefined && state.hold === undefined
      ? undefined
      : { ...state, brake: undefined, hold: undefined };
  });
  return lifted;
}
