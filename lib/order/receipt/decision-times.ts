import * as z from 'zod';
import { hourMs, minuteMs } from '../../durations.ts';
import { openObject } from '../../open-object.ts';
import { Instant } from '../order.ts';
import { mostShare, reviewHours, type Expected } from './expected.ts';

/** Nobody knows when Thanx decided: only that it hadn't at one poll, and had at a later one. Ages in ms. */
export interface Decided {
  afterMs: number;
  byMs: number;
}

const wholeMinutes = z.number().int().nonnegative();

/** When Thanx decided about a merchant's receipts. */
export const DecisionTimes = openObject({
  /** The last decisions, as two ages in minutes: undecided at the first one, decided at the second. The newest is last. */
  seen: z.array(z.tuple([wholeMinutes, wholeMinutes])),
  updatedAt: Instant,
});
export type DecisionTimes = z.infer<typeof DecisionTimes>;

/** Their row is one write unit. */
const maxSeen = 40;
/** A busy merchant's forty decisions then span more than a day, so no single day decides. */
const notedEveryMs = hourMs;

/** Waiting for the last few would delay the others. */
const allShare = 0.95;

const inMinutes = (ms: number): number => Math.max(0, Math.round(ms / minuteMs));

/** Adds a decision. `undefined`: one was added within the hour. */
export function decisionNoted(
  times: DecisionTimes | undefined,
  { afterMs, byMs }: Decided,
  nowMs: number,
): DecisionTimes | undefined {
  if (times !== undefined && nowMs - Date.parse(times.updatedAt) < notedEveryMs) return undefined;
  const seen: DecisionTimes['seen'] = [...(times?.seen ?? []), [inMinutes(afterMs), inMinutes(byMs)]];
  return { ...times, seen: seen.slice(-maxSeen), updatedAt: new Date(nowMs).toISOString() };
}

/** What the merchant's own decisions say. As long as there are few, Thanx's own times count too. */
export const expectedFrom = (times: DecisionTimes): Expected => ({
  mostMs: decidedShareAt(times, mostShare),
  allMs: decidedShareAt(times, allShare),
});

const reviewed: DecisionTimes['seen'][number] = [reviewHours.from * 60, reviewHours.to * 60];

/**
 * The age by which a share of the decisions was made, in ms. A decision is as likely at any time between its two polls. That makes the first poll
 * a probe in both directions: if it finds more than the share decided, the age is earlier; if it finds fewer, later.
 */
export function decidedShareAt({ seen }: Pick<DecisionTimes, 'seen'>, share: number): number {
  const all = [...Array.from({ length: maxSeen - seen.length }, () => reviewed), ...seen];
  const decidedBy = (age: number): number =>
    all.reduce((sum, [after, by]) => sum + Math.min(1, Math.max(0, (age - after) / Math.max(1, by - after))), 0);
  let [low, high] = [0, Math.max(...all.map(([, by]) => by))];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (decidedBy(middle) < share * all.length) low = middle;
    else high = middle;
  }
  return Math.round(high * minuteMs);
}
