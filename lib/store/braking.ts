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

/** What was on: the brake until it was taken off; the hold still is, and one order may try now. */
export interface Lifted {
  brake?: Brake | undefined;
  hold?: Hold | undefined;
}

/** Takes off an operator's brake. An automatic hold of ThankU stays until an order is accepted, and lets one try at once. */
export async function liftShop(
  control: Control<ShopControl>,
  what: 'thanku' | 'thanx',
  nowMs: number,
): Promise<Lifted> {
  const field = shopBrakes[what];
  let lifted: Lifted = {};
  await control.change((shop) => {
    lifted = { brake: shop[field], hold: what === 'thanku' ? shop.hold : undefined };
    if (lifted.brake === undefined && lifted.hold === undefined) return undefined;
    const free = { ...shop, [field]: undefined };
    return lifted.hold === undefined ? free : { ...free, hold: probedNow(lifted.hold, nowMs) };
  });
  return lifted;
}

/** The same of a credential, or of a shop's fixed user token. */
export async function liftCredential(control: Control<CredentialControl>, nowMs: number): Promise<Lifted> {
  let lifted: Lifted = {};
  await control.change((state) => {
    lifted = { brake: state.brake, hold: state.hold };
    if (state.brake === undefined && state.hold === undefined) return undefined;
    return { ...state, brake: undefined, hold: state.hold && probedNow(state.hold, nowMs) };
  });
  return lifted;
}

/** A person has put right what was wrong: one order tries now, and the others wait for what becomes of it. */
export const probedNow = (hold: Hold, nowMs: number): Hold => ({ ...hold, probeAt: nowMs });
