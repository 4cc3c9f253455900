import type { OpenCircuit } from '../circuit/circuit.ts';
import type { CredentialControl, Pause, ShopControl } from '../store/control.ts';
import type { GiftCardsState } from './gift-cards/state.ts';
import type { HeldReason } from './reasons.ts';
import { waitsForLimit } from './thanku/limit.ts';
import type { ThankuState } from './thanku/state.ts';
import { paused } from './waiting.ts';

/** Why a part can't be tried. Contains the control row's own words if the control rows are known. */
export type Stop =
  | { by: 'pause'; set?: { on: 'thanku' | 'thanx' | 'credential'; pause: Pause } }
  /** Its shop's limit is reached. */
  | { by: 'limit' }
  /** Thanx hasn't been shown yet that this stage's baskets may be sent twice. */
  | { by: 'certification' }
  | { by: 'circuit'; open?: { of: 'thanku' | 'user-token' | 'credential'; circuit: OpenCircuit } };

/** The control rows that an order depends on. */
export interface OrderControl {
  shop: Pick<ShopControl, 'hold' | 'thankuBrake' | 'thanxBrake'>;
  /** The control row of the receipt's, basket's or gift cards' credential. */
  credential?: CredentialControl | undefined;
  /** The control row of the shop's own secrets at Thanx, if the receipt uses its fixed user token, or if there is a basket. */
  shopSecrets?: CredentialControl | undefined;
}

export const uncertified = { by: 'certification' } as const satisfies Stop;

export const pauseOn = (on: 'thanku' | 'thanx' | 'credential', pause: Pause | undefined) =>
  pause && ({ by: 'pause', set: { on, pause } } as const);

export const circuitOf = (
  of: 'thanku' | 'user-token' | 'credential',
  circuit: OpenCircuit | undefined,
): Stop | undefined => circuit && { by: 'circuit', open: { of, circuit } };

export const coolingOff = 'waiting-for-cancellations' satisfies HeldReason;

/** What stops a ThankU according to its row. */
export function ownStop({ state, reason }: Pick<ThankuState, 'state' | 'reason'>): Stop | undefined {
  if (state !== 'held' || reason === coolingOff) return undefined;
  if (waitsForLimit({ state, reason })) return { by: 'limit' };
  return { by: reason === paused ? 'pause' : 'circuit' };
}

export function thanxStop({ waitsFor }: Pick<GiftCardsState, 'waitsFor'>, control: OrderControl | undefined) {
  if (control === undefined) {
    const stop: Stop | undefined = waitsFor && { by: waitsFor === 'brake' ? 'pause' : 'circuit' };
    return { pause: undefined, stop };
  }
  const { shop, credential, shopSecrets } = control;
  const pause = pauseOn('thanx', shop.thanxBrake) ?? pauseOn('credential', credential?.brake);
  const circuit = circuitOf('user-token', shopSecrets?.hold) ?? circuitOf('credential', credential?.hold);
  return { pause, stop: pause ?? circuit };
}
