import { dayMs, hourMs, minuteMs } from '../../lib/durations.ts';
import type { Outcome } from '../../lib/notify/notification.ts';
import type { Delivery, NoticesState } from '../../lib/notify/state.ts';
import type { Step } from '../../lib/notify/transitions.ts';
import type { CallError } from '../../lib/order/history.ts';
import { recheckAt } from '../../lib/order/waiting.ts';

/**
 * The waits after each failed attempt, about three days in all.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const waitsMs = [
  minuteMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  dayMs,
] as const;

/** How long a notification waits for a target that is stopped. */
const longestWaitMs = 14 * dayMs;

/** What an attempt leads to, and what it says about its target. */
export interface Action {
  step: Step;
  /** `failing` counts towards the target's circuit. `stopping` opens it at once. `nothing`: the notification itself is at fault. */
  says:
    | { target: 'fine' | 'nothing' }
    | { target: 'failing'; error: CallError }
    | { target: 'stopping'; reason: 'unauthorized' | 'moved'; error: CallError };
}

/**
 * What the outcome of an attempt leads to.
 * @param random in [0, 1): notifications that failed together don't come back together
 */
export function actionFor(
  outcome: Outcome,
  { attempts }: Pick<Delivery, 'attempts'>,
  { nowMs, random }: { nowMs: number; random: number },
): Action {
  switch (outcome.kind) {
    case 'delivered':
      return { step: { do: 'end' }, says: { target: 'fine' } };
    case 'no-order':
      return { step: { do: 'skip', reason: 'no-order' }, says: { target: 'fine' } };
    case 'refused':
      return { step: { do: 'fail', reason: 'refused', error: errorOf(outcome) }, says: { target: 'nothing' } };
    case 'retry':
      return { step: retry(outcome, attempts, nowMs, random), says: { target: 'failing', error: errorOf(outcome) } };
    case 'stop': {
      const { reason } = outcome;
      const error = errorOf(outcome);
      const step = { do: 'stop', waitsFor: 'hold', untilMs: recheckAt(nowMs, random), error } as const;
      return { step, says: { target: 'stopping', reason, error } };
    }
  }
}

function retry(outcome: Extract<Outcome, { kind: 'retry' }>, attempts: number, nowMs: number, random: number): Step {
  const error = errorOf(outcome);
  const waitMs = waitsMs[attempts];
  const { afterMs = 0, quietMs = 0 } = outcome;
  // Also after the last attempt, because an operator may have it tried again at once.
  const quiet = quietMs > 0 && { quietUntil: nowMs + quietMs };
  if (waitMs === undefined) return { do: 'fail', reason: 'gave-up', ...quiet, error };
  const spread = waitMs * (1 + random / 4);
  const atMs = nowMs + Math.max(spread, Math.min(afterMs, dayMs), quietMs);
  return { do: 'retry', atMs: Math.round(atMs), ...quiet, error };
}

const errorOf = ({ code, status, words }: Extract<Outcome, { code: string }>): CallError => ({
  code,
  ...(status !== undefined && { status }),
  ...(words !== undefined && { words }),
});

/** Whether a notification has waited so long for its target that nobody expects it any more. */
export const isTooOld = (
  { notices }: NoticesState,
  { notice, retriedAt }: Pick<Delivery, 'notice' | 'retriedAt'>,
  nowMs: number,
): boolean => {
  const told = notices.find(({ id }) => id === notice);
  return told === undefined || (retriedAt ?? Date.parse(told.occurredAt)) + longestWaitMs < nowMs;
};
