import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from '../../durations.ts';

/** Thanx's people take 24 to 72 hours. What they have not settled after this long is not asked about any more. */
export const pollForMs = 30 * dayMs;

/** How often a receipt of an age is asked about. Every step divides the next, so that a customer's receipts come due together. */
const steps: readonly { untilAgeMs: number; everyMs: number }[] = [
  { untilAgeMs: 30 * minuteMs, everyMs: 15 * minuteMs },
  { untilAgeMs: 6 * hourMs, everyMs: 3 * hourMs },
  { untilAgeMs: 96 * hourMs, everyMs: 12 * hourMs },
];
const atLastEveryMs = dayMs;

/**
 * When a submitted receipt is to be asked about next, epoch ms. Instants lie on a grid of each customer's own: one look
 * serves all of a customer's receipts, and customers do not all come due at once.
 */
export function nextPollAt({ since, userId }: { since: number; userId: string }, nowMs: number): number {
  const everyMs = steps.find(({ untilAgeMs }) => nowMs - since < untilAgeMs)?.everyMs ?? atLastEveryMs;
  const offsetMs = createHash('sha256').update(userId).digest().readUInt32BE() % atLastEveryMs;
  const earliest = nowMs + everyMs / 2;
  return Math.ceil((earliest - offsetMs) / everyMs) * everyMs + offsetMs;
}
