import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant } from '../order/order.ts';
import type { HeldReason } from '../order/reasons.ts';
import { recheckAt } from '../order/waiting.ts';

/** ThankU's last definite refusal of one of a shop's orders. */
export const Refusal = openObject({
  pid: z.string(),
  at: Instant,
  status: z.number().int().optional(),
  /** ThankU's words, scrubbed of everything we sent. */
  words: z.string().max(500).optional(),
  /** ThankU was asked to store nothing, on a stage that doesn't simulate all orders. */
  test: z.literal(true).optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/**
 * A circuit that isn't closed, stored as `hold`. Work waits on its rows. Every 15 minutes it's half-open: one order
 * probes, and the circuit closes if that succeeds. `failures`: definite refusals, whatever the cause.
 */
export const OpenCircuit = openObject({
  reason: z.enum(['moved', 'unauthorized', 'failures', 'no-secret']),
  since: Instant,
  /** When it becomes half-open and the next order may probe, epoch ms. Absent: immediately. */
  probeAt: z.number().int().optional(),
  /** For `failures`: the last one. */
  refused: Refusal.optional(),
  /** Nobody has to act before the next probe: only one order was refused, or a person has fixed the cause. */
  trial: z.literal(true).optional(),
});
export type OpenCircuit = z.infer<typeof OpenCircuit>;

/** The circuit, open from now on. If it was already open, the reason may change, but `since` stays. */
export function openedCircuit(
  hold: OpenCircuit | undefined,
  { reason, probeAt }: { reason: OpenCircuit['reason']; probeAt: number },
  nowMs: number,
): OpenCircuit {
  // These describe earlier refusals.
  const { refused: _, trial: __, ...on } = hold ?? { since: new Date(nowMs).toISOString() };
  return { ...on, reason, probeAt };
}

export const probeEveryMs = 15 * 60_000;

/**
 * What a circuit lets through: everything while closed, one order each time it's half-open (`probe`), otherwise
 * nothing. Waiting work is expedited once it closes. Until then its row comes back at `untilMs` (epoch ms), hours
 * later.
 */
export type Passage = { pass: true; probe: boolean } | { pass: false; untilMs: number; reason: HeldReason };

/** Whether an open circuit is half-open: it would let one order through now. */
export const isProbeDue = (hold: OpenCircuit, nowMs: number): boolean => (hold.probeAt ?? 0) <= nowMs;

/**
 * Asks a circuit for passage. If several workers find it half-open, one wins and postpones the next probe.
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
