import { probeEveryMs, type OpenCircuit, type Refusal } from './circuit.ts';
import { type ShopControl } from '../store/control.ts';

/** What is to become of an order that ThankU refused for good, and of its shop. */
interface Judged {
  shop: ShopControl;
  order: 'fails' | 'waits';
}

/**
 * What a definite refusal says: ThankU answers a wrong order, a wrong token and perhaps an empty wallet alike, so one order cannot tell whose fault it
 * is. The first one fails, and the shop's others wait while one of them tries. Whatever is refused besides it made nothing at ThankU, so
 * it waits too, and the shop is held. So one cause fails one order, however many were under way.
 */
export function afterRefusal(shop: ShopControl, refusal: Refusal, nowMs: number): Judged {
  const { hold } = shop;
  if (hold === undefined) {
    const trial: OpenCircuit = { reason: 'failures', since: refusal.at, probeAt: nowMs, refused: refusal, trial: true };
    return { shop: { ...shop, hold: trial }, order: 'fails' };
  }
  // Once more the same order, which says nothing of the others.
  if (hold.trial === true && hold.refused?.pid === refusal.pid)
    return { shop: { ...shop, hold: { ...hold, refused: refusal, probeAt: nowMs } }, order: 'fails' };
  const { trial: _, ...held } = hold;
  const probeAt = nowMs + probeEveryMs;
  return { shop: { ...shop, hold: { ...held, reason: 'failures', refused: refusal, probeAt } }, order: 'waits' };
}

/** An order that was accepted while its shop was held. */
export interface Accepted {
  /** The hold that it tried for: an answer to what left before that says nothing. */
  since: string;
  /** ThankU was asked to store nothing, on a stage where not all orders are simulated: its wallet need not have paid. */
  test: boolean;
}

/** The shop after one of its orders was accepted. `undefined`: that says nothing of the hold. */
export function afterAcceptance(shop: ShopControl, { since, test }: Accepted, nowMs: number): ShopControl | undefined {
  const { hold } = shop;
  if (hold === undefined || hold.since !== since) return undefined;
  // Another one tries at once.
  if (test && hold.refused !== undefined && hold.refused.test !== true)
    return { ...shop, hold: { ...hold, probeAt: nowMs } };
  return { ...shop, hold: undefined };
}

/** Has the probe of this hold come up at `atMs`: it ended without an answer that says anything. */
export const probeAgain = <State extends { hold?: OpenCircuit | undefined }>(
  state: State,
  since: string,
  atMs: number,
): State | undefined =>
  state.hold?.since === since ? { ...state, hold: { ...state.hold, probeAt: atMs } } : undefined;
