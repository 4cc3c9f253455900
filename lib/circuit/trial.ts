import { probeEveryMs, type OpenCircuit, type Refusal } from './circuit.ts';
import { type ShopControl } from '../store/control.ts';

/** What happens to an order that ThankU refused for good, and to its shop. */
interface Judged {
  shop: ShopControl;
  order: 'fails' | 'waits';
}

/**
 * Judges a definite refusal. ThankU answers a wrong order, a wrong token and perhaps an empty wallet alike. The first
 * order fails, and the shop's others wait while one probes. If that is refused too, it waits and the circuit opens. So
 * one cause fails one order, no matter how many are in progress.
 */
export function afterRefusal(shop: ShopControl, refusal: Refusal, nowMs: number): Judged {
  const { hold } = shop;
  if (hold === undefined) {
    const trial: OpenCircuit = { reason: 'failures', since: refusal.at, probeAt: nowMs, refused: refusal, trial: true };
    return { shop: { ...shop, hold: trial }, order: 'fails' };
  }
  // The same order again, which says nothing about the others.
  if (hold.trial === true && hold.refused?.pid === refusal.pid)
    return { shop: { ...shop, hold: { ...hold, refused: refusal, probeAt: nowMs } }, order: 'fails' };
  const { trial: _, ...held } = hold;
  const probeAt = nowMs + probeEveryMs;
  return { shop: { ...shop, hold: { ...held, reason: 'failures', refused: refusal, probeAt } }, order: 'waits' };
}

/** An order that was accepted while its shop's circuit was open. */
export interface Accepted {
  /** When the probed circuit opened. Answers to earlier requests prove nothing. */
  since: string;
  /** ThankU was asked to store nothing, on a stage that doesn't simulate all. So the wallet may not have paid. */
  test: boolean;
}

/** The shop after one of its orders was accepted. `undefined`: that says nothing about the circuit. */
export function afterAcceptance(shop: ShopControl, { since, test }: Accepted, nowMs: number): ShopControl | undefined {
  const { hold } = shop;
  if (hold === undefined || hold.since !== since) return undefined;
  // Another order probes immediately.
  if (test && hold.refused !== undefined && hold.refused.test !== true)
    return { ...shop, hold: { ...hold, probeAt: nowMs } };
  return { ...shop, hold: undefined };
}

/** Moves the circuit's next probe to `atMs`, because the last one ended without a meaningful answer. */
export const probeAgain = <State extends { hold?: OpenCircuit | undefined }>(
  state: State,
  since: string,
  atMs: number,
): State | undefined =>
  state.hold?.since === since ? { ...state, hold: { ...state.hold, probeAt: atMs } } : undefined;
