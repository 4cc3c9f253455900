import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from '../../durations.ts';
import { expectedWithin, reviewHours, type Expected } from './expected.ts';

/** Receipts that are undecided after this long are polled once more, and then never. */
export const pollForMs = 30 * dayMs;
/** How long the last poll may wait for permits. Then what it needs is deleted. */
const lastPollMs = 6 * hourMs;

const usually = expectedWithin(reviewHours);

/** A customer's polls are on a grid, so that receipts come due together. Each step divides the next. */
const gridsMs = [dayMs, 12 * hourMs, 6 * hourMs, 3 * hourMs, 30 * minuteMs, 5 * minuteMs, minuteMs];
/** The grid may delay a poll by this share of the receipt's age. */
const delayShare = 1 / 8;
/** A receipt that took longer than expected is polled again after this share of its age. */
const widenBy = 1 / 3;
const atMostMs = 3 * dayMs;

/** A submitted receipt: when it was submitted (epoch ms), and Thanx's ID of its customer. */
export interface Polled {
  since: number;
  userId: string;
  expected?: Expected | undefined;
}

/**
 * The next poll, epoch ms: when most receipts are decided, when all are, and then ever later (ADR 61). Each customer has a fixed time grid, so
 * one request covers all their receipts.
 */
export function nextPollAt({ since, userId, expected = usually }: Polled, nowMs: number): number {
  const ageMs = nowMs - since;
  if (ageMs >= pollForMs) return nowMs + lastPollMs;
  const atAgeMs = [expected.mostMs, expected.allMs].find((stepMs) => stepMs > ageMs) ?? later(ageMs);
  const gridMs = gridsMs.find((stepMs) => stepMs <= atAgeMs * delayShare) ?? minuteMs;
  const offsetMs = createHash('sha256').update(userId).digest().readUInt32BE() % dayMs;
  const earliest = Math.max(since + atAgeMs, nowMs + gridMs / 2);
  const onGridMs = Math.ceil((earliest - offsetMs) / gridMs) * gridMs + offsetMs;
  return Math.min(onGridMs, since + pollForMs);
}

const later = (ageMs: number): number => ageMs + Math.min(atMostMs, Math.max(minuteMs, ageMs * widenBy));

/** A poll may be this late: housekeeping runs every minute, and the poll waits for permits. */
const atLeastLateMs = 3 * minuteMs;
const lateShare = 1 / 32;

/** When the receipt was last polled before the poll of now, epoch ms; when it was submitted if it hadn't been. */
export function polledBefore(polled: Polled, nowMs: number): number {
  let before = polled.since;
  for (;;) {
    const nextMs = nextPollAt(polled, before);
    if (nextMs > nowMs - Math.max(atLeastLateMs, (nowMs - polled.since) * lateShare)) return before;
    before = nextMs;
  }
}
