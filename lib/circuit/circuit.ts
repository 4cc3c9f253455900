import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant } from '../order/order.ts';
import type { HeldReason } from '../order/reasons.ts';
import { recheckAt } from '../order/stops.ts';

/** ThankU's last definite refusal of one of a shop's orders. */
export const Refusal = openObject({
  pid: z.string(),
  at: Instant,
  status: z.number().int().optional(),
  /** ThankU's own, scrubbed of everything we sent. */
  words: z.string().max(500).optional(),
  /** ThankU was asked to store nothing, on a stage where not all orders are simulated. */
  test: z.literal(true).optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/**
 * A circuit that is not closed, stored as `hold`. Work waits on its rows. While it is open nothing is sent; every 15 minutes it is half-open: one
 * order probes, and if it succeeds the circuit closes. `failures`: definite refusals, whatever their cause.
 */
export const OpenCircuit = openObject({
  reason: z.enum(['moved', 'unauthorized', 'failures', 'no-secret']),
  since: Instant,
  /** Half-open from this instant on, epoch ms: the next order may probe. Absent: at once. */
  probeAt: z.number().int().optional(),
  /** Of `failures`: the last one. */
  refused: Refusal.optional(),
  /** Nobody has to act before the next order has probed: only one was refused so far, perhaps because of itself, or a person has fixed the cause. */
  trial: z.literal(true).optional(),
});
export type OpenCircuit = z.infer<typeof OpenCircuit>;

/** The circuit, open from now on. One that was open already may get another reason, and keeps the time since when. */
export function openedCircuit(
  hold: OpenCircuit | undefined,
  { reason, probeAt }: { reason: OpenCircuit['reason']; probeAt: number },
  nowMs: number,
): OpenCircuit {
  // Those are about earlier refusals.
  const { refused: _, trial: __, ...on } = hold ?? { since: new Date(nowMs).toISOString() };
  return { ...on, reason, probeAt };
}

export const probeEveryMs = 15 * 60_000;

/**
 * What a circuit lets through: everything while it is closed; one order each time it is half-open (`probe`); else nothing. What has to wait is
 * expedited once the circuit closes; until then its row comes back by itself at `untilMs` (epoch ms), hours away and spread.
 */
export type Passage = { pass: true; probe: boolean } | { pass: false; untilMs: number; reason: HeldReason };

/** Whether an open circuit is half-open: it would let one order through now. */
export const isProbeDue = (hold: OpenCircuit, nowMs: number): boolean => (hold.probeAt ?? 0) <= nowMs;

/**
 * Asks a circuit for passage. Of those that meet it half-open, one wins and moves the next probe on, so that one order tries and not all.
 * @param random in [0, 1)
 */
export async function passage<State extends { hold?: OpenCircuit | undefined }>(
  state: State,
  source: { change(decide: (current: State) => State | undefined): Promise<unknown> },
  nowMs: number,
  random: number,
): Promise<Passage> {
  const { hold } = state;
  if (hold === undefined) return { pass: true, probe: false };
  const wait = { pass: false as const, untilMs: recheckAt(nowMs, random), reason: `held-${hold.reason}` as const };
  if (!isProbeDue(hold, nowMs)) return wait;
  let won = false;
  await source.change((current) => {
    won = current.hold !== undefined && current.hold.probeAt === hold.probeAt;
    return won ? { ...current, hold: { ...hold, probeAt: nowMs + probeEveryMs } } : undefined;
  });
  return won ? { pass: true, probe: true } : wait;
}
