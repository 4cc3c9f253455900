import { noPermitSeconds } from '../../functions/submit-to-thanx/receipt/poll.ts';
import { dayMs, hourMs } from '../../lib/durations.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import type { Use } from '../../lib/permits/permits.ts';
import { decide, unknownPast } from '../../lib/permits/window.ts';
import { poisson, quantile, seeded, Timeline } from '../capacity/events.ts';

/** How long a worker waits for a permit. */
const waitMs = 30_000;
const callMs = 400;
const leadMs = 100;
const callsEach = 2;
/** A message that has waited this often is deleted, and the row comes due at its next step. */
const maxReceives = 20;

export interface Shared {
  /** Calls a day. */
  calls: number;
  /** How long a receipt waits for both its permits: the median and 99 %. */
  receiptMs: number;
  slowReceiptMs: number;
  /** The share of polls that were made, and how long after they were due: the mean. */
  polled: number;
  pollLateMs: number;
}

/**
 * Receipts and polls that share one credential's limits for some hours: the limiter's own decisions. Each takes a token and a call. Both come at
 * random.
 */
export function shareLimits(
  limits: Limits,
  { perDay, polls, hours }: { perDay: number; polls: number; hours: number },
): Shared {
  const time = new Timeline();
  const random = seeded();
  let grants = unknownPast(limits, 0);
  let calls = 0;
  const waits: number[] = [];
  const lates: number[] = [];
  let due = 0;
  const warmMs = hourMs;
  const untilMs = warmMs + hours * hourMs;

  const call = (use: Use, left: number, done: () => void, later: (atMs: number, left: number) => void): void => {
    const decision = decide(grants, limits, { nowMs: time.nowMs + leadMs, untilMs: time.nowMs + waitMs, use });
    if (decision.kind === 'later') return later(decision.retryAtMs, left);
    ({ grants } = decision);
    if (time.nowMs > warmMs) calls += 1;
    time.at(decision.grant.sendAtMs + callMs, () =>
      left > 1 ? call(use === 'poll' ? 'poll-on' : use, left - 1, done, later) : done(),
    );
  };
  /** A receipt that has its token keeps it. */
  const submit = (sinceMs: number, calling = callsEach): void =>
    call(
      'submit',
      calling,
      () => void (sinceMs > warmMs && waits.push(time.nowMs - sinceMs - callsEach * (callMs + leadMs))),
      (atMs, left) => time.at(atMs, () => submit(sinceMs, left)),
    );
  const poll = (dueMs: number, receives: number): void =>
    call(
      'poll',
      callsEach,
      () => void (dueMs > warmMs && lates.push(time.nowMs - dueMs)),
      () => {
        if (receives < maxReceives) time.at(time.nowMs + noPermitSeconds * 1000, () => poll(dueMs, receives + 1));
      },
    );
  for (const atMs of poisson(random, () => perDay / (dayMs / 1000), untilMs)) time.at(atMs, () => submit(atMs));
  for (const atMs of poisson(random, () => (perDay * polls) / (dayMs / 1000), untilMs)) {
    if (atMs > warmMs) due += 1;
    time.at(atMs, () => poll(atMs, 1));
  }
  time.run(() => time.nowMs > untilMs);
  return {
    calls: (calls / hours) * 24,
    receiptMs: quantile(waits, 0.5),
    slowReceiptMs: quantile(waits, 0.99),
    polled: lates.length / due,
    pollLateMs: lates.reduce((sum, one) => sum + one, 0) / lates.length,
  };
}
