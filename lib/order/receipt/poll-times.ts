import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from '../../durations.ts';

/** Thanx's reviewers take 24 to 72 hours. Receipts that are undecided after this long are no longer polled. */
export const pollForMs = 30 * dayMs;

/**
 * How often a receipt is polled, by age. Every step divides the next, so a customer's receipts come due together. Few are decided on the first
 * day, and a poll costs a third of what sending the receipt does.
 */
const steps: readonly { untilAgeMs: number; everyMs: number }[] = [
  { untilAgeMs: 30 * minuteMs, everyMs: 30 * minuteMs },
  { untilAgeMs: 6 * hourMs, everyMs: 6 * hourMs },
  { untilAgeMs: 96 * hourMs, everyMs: 12 * hourMs },
];
const atLastEveryMs = dayMs;

/** The next poll, epoch ms. Each customer has a fixed time grid, so one request covers all their receipts. */
export function nextPollAt({ since, userId }: { since: number; userId: string }, nowMs: number): number {
  const everyMs = steps.find(({ untilAgeMs }) => nowMs - since < untilAgeMs)?.everyMs ?? atLastEveryMs;
  const offsetMs = createHash('sha256').update(userId).digest().readUInt32BE() % atLastEveryMs;
  const earliest = nowMs + everyMs / 2;
  return Math.ceil((earliest - offsetMs) / everyMs) * everyMs + offsetMs;
}
