import { dayMs, hourMs } from '../../lib/durations.ts';
import { decisionNoted, expectedFrom, type DecisionTimes } from '../../lib/order/receipt/decision-times.ts';
import type { Expected } from '../../lib/order/receipt/expected.ts';
import { nextPollAt, polledBefore } from '../../lib/order/receipt/poll-times.ts';
import type { Random } from '../../sim/kernel/random.ts';
import { poisson, quantile, seeded, Timeline } from '../capacity/events.ts';

/** A token, and a page: whoever needs polling has no token any more. */
export const callsPerPoll = 2;

/** A merchant whose receipts are polled. */
export interface Polled {
  /** After so many hours, Thanx decides about a receipt. Evenly distributed. */
  decided: { from: number; to: number };
  /** Receipts of one customer in a day; `undefined`: each has only one. */
  perCustomer?: number;
  /** What the settings say. Default: what was seen of the merchant's decisions. */
  expected?: Expected;
}

export interface PollFigures {
  /** Calls to poll for one receipt's decision. */
  calls: number;
  /** From Thanx's decision to the poll that sees it: the mean and 90 %. */
  lateMs: number;
  slowMs: number;
}

interface Open {
  userId: string;
  since: number;
  expected: Expected | undefined;
  decidedMs: number;
  dueMs: number;
  isSeen: boolean;
}

const customers = 150;
const lonePerDay = 200;
/** What is learned until then isn't counted. */
const learningDays = 60;
const days = 30;
/** Housekeeping runs every minute. */
const lateMs = 30_000;

/** Polls the receipts of a merchant as the deployed code schedules them: a poll settles all of the customer's receipts that are decided. */
export function pollsOf({ decided, perCustomer, expected }: Polled): PollFigures {
  const random = seeded();
  const time = new Timeline();
  const since = Date.UTC(2026, 2, 1);
  const open = new Map<string, Set<Open>>();
  const late: number[] = [];
  let times: DecisionTimes | undefined;
  let receipts = 0;
  let polls = 0;
  const isCounted = (receipt: Open): boolean => receipt.since > since + learningDays * dayMs;

  const seen = (receipt: Open, nowMs: number): void => {
    receipt.isSeen = true;
    open.get(receipt.userId)?.delete(receipt);
    if (isCounted(receipt)) late.push(nowMs - receipt.decidedMs);
    const ages = { afterMs: polledBefore(receipt, nowMs) - receipt.since, byMs: nowMs - receipt.since };
    times = decisionNoted(times, ages, nowMs) ?? times;
  };
  const poll = (receipt: Open, dueMs: number): void => {
    if (receipt.isSeen || receipt.dueMs !== dueMs) return;
    const nowMs = dueMs + lateMs;
    const mine = [...(open.get(receipt.userId) ?? [])];
    const due = mine.filter((one) => one.dueMs === dueMs);
    if (due.some(isCounted)) polls += 1;
    for (const one of mine) if (one.decidedMs <= nowMs) seen(one, nowMs);
    for (const one of due) if (!one.isSeen) schedule(one, nowMs);
  };
  const schedule = (receipt: Open, nowMs: number): void => {
    const dueMs = nextPollAt(receipt, nowMs);
    receipt.dueMs = dueMs;
    time.at(dueMs + lateMs, () => poll(receipt, dueMs));
  };
  const submit = (userId: string): void => {
    const nowMs = time.nowMs;
    const receipt: Open = {
      userId,
      since: nowMs,
      expected: expected ?? (times && expectedFrom(times)),
      decidedMs: nowMs + (decided.from + random.next() * (decided.to - decided.from)) * hourMs,
      dueMs: 0,
      isSeen: false,
    };
    if (isCounted(receipt)) receipts += 1;
    open.set(userId, (open.get(userId) ?? new Set()).add(receipt));
    schedule(receipt, nowMs);
  };

  for (const { userId, atMs } of arrivals(random, perCustomer)) time.at(since + atMs, () => submit(userId));
  time.run();
  return {
    calls: (callsPerPoll * polls) / receipts,
    lateMs: late.reduce((sum, one) => sum + one, 0) / late.length,
    slowMs: quantile(late, 0.9),
  };
}

const perSecond = (perDay: number) => () => (perDay * 1000) / dayMs;

/** Receipts that come at random. */
function* arrivals(random: Random, perCustomer: number | undefined) {
  const untilMs = (learningDays + days) * dayMs;
  let number = 0;
  if (perCustomer === undefined) {
    for (const atMs of poisson(random, perSecond(lonePerDay), untilMs)) yield { userId: `u${(number += 1)}`, atMs };
    return;
  }
  for (; number < customers; number += 1) {
    for (const atMs of poisson(random, perSecond(perCustomer), untilMs)) yield { userId: `u${number}`, atMs };
  }
}
