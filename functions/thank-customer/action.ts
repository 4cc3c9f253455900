import type { CallError } from '../../lib/order/history.ts';
import { defaultBlockMs, maxBlockMs } from '../../lib/partners/retry-after.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';

/** What to do after a request to ThankU. */
export type ThankuAction =
  | { do: 'post'; thanku: Omit<Extract<ThankuOutcome, { kind: 'created' }>, 'kind'> }
  /** Retry the same bytes with growing delays. `unanswered`: a ThankU may exist, and a retry returns the same one. */
  | { do: 'retry'; error: CallError; ended: 'unanswered' | 'nothing-sent' }
  /** All of the shop's orders wait until this time, epoch ms. */
  | { do: 'wait'; error: CallError; untilMs: number }
  /** Nothing from this shop can succeed until somebody acts. */
  | { do: 'open-circuit'; reason: 'moved' | 'unauthorized'; error: CallError }
  /** ThankU answers a wrong order, a wrong token and perhaps an empty wallet alike. Other orders show the cause. */
  | { do: 'judge'; error: CallError };

/** The left-hand column of "What goes wrong" in docs/architecture.md. */
export function thankuActionFor(outcome: ThankuOutcome, nowMs: number): ThankuAction {
  switch (outcome.kind) {
    case 'created': {
      const { kind: _, ...thanku } = outcome;
      return { do: 'post', thanku };
    }
    case 'retry': {
      const { reason: code, status, notSent = false } = outcome;
      return { do: 'retry', error: { code, status }, ended: notSent ? 'nothing-sent' : 'unanswered' };
    }
    case 'rate-limited': {
      const untilMs = nowMs + Math.min(maxBlockMs, outcome.retryAfterMs ?? defaultBlockMs);
      return { do: 'wait', error: { code: 'rate-limited', status: 429 }, untilMs };
    }
    case 'refused': {
      const { reason, status } = outcome;
      return { do: 'open-circuit', reason, error: { code: reason, status } };
    }
    case 'rejected': {
      const { status, words } = outcome;
      return { do: 'judge', error: { code: 'rejected', status, words } };
    }
  }
}
