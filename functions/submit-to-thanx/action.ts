import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { CallError } from '../../lib/order/history.ts';
import { blockMs, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';

/** What to do after a call that didn't succeed. */
export type ThanxAction =
  /** Nothing left, and nothing failed: the same at this instant, epoch ms. */
  | { do: 'defer'; untilMs: number }
  /** It certainly did nothing: the same again, later and later. */
  | { do: 'retry'; error: CallError }
  /** It may have done what was asked: look at Thanx before anything is sent again. */
  | { do: 'find-out'; error: CallError }
  /** Nothing that this credential sends can succeed until somebody acts. */
  | { do: 'open-circuit'; reason: OpenCircuit['reason']; status: number }
  /** A token was refused to the credential: read the secret again, for somebody may have replaced it. */
  | { do: 'reread-credential'; status: number }
  /** A customer's token was refused: `GET /partner/scopes` tells whether this customer or the credential is at fault. */
  | { do: 'ask-scopes'; status: number }
  /** The customer gets nothing, and that is nobody's fault. */
  | { do: 'skip'; reason: 'not-a-member' | 'no-email' }
  /** Refused for good, unless an operator fixes the cause. */
  | { do: 'reject'; reason: 'rejected' | 'not-a-member' | 'no-email'; error: CallError };

type Failed = Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

/**
 * The right-hand column of "What goes wrong" in docs/architecture.md.
 * @param call what was asked for: a token may be asked for again at any time, a card is never added twice, but a receipt may be
 */
export function thanxActionFor(outcome: Failed, call: 'token' | 'receipt' | 'gift-card', nowMs: number): ThanxAction {
  switch (outcome.kind) {
    case 'later':
      return { do: 'defer', untilMs: outcome.retryAtMs };
    case 'rate-limited':
      return { do: 'defer', untilMs: nowMs + blockMs(outcome.retryAfterMs) };
    case 'not-sent':
      return { do: 'retry', error: { code: outcome.reason } };
    case 'unknown': {
      const error = { code: outcome.reason, status: outcome.status };
      return call === 'token' ? { do: 'retry', error } : { do: 'find-out', error };
    }
    case 'moved':
      return { do: 'open-circuit', reason: 'moved', status: outcome.status };
    case 'unauthorized':
      return { do: call === 'token' ? 'reread-credential' : 'ask-scopes', status: outcome.status };
    case 'no-member':
      return customerHas('not-a-member', call);
    case 'no-email':
      return customerHas('no-email', call);
    case 'rejected': {
      const { code = 'rejected', status, words } = outcome;
      return { do: 'reject', reason: 'rejected', error: { code, status, words } };
    }
  }
}

/** Only a call for a token can find that out. Said to a receipt itself, it contradicts the token, and a person has to look. */
const customerHas = (reason: 'not-a-member' | 'no-email', call: 'token' | 'receipt' | 'gift-card'): ThanxAction =>
  call === 'receipt' ? { do: 'reject', reason, error: { code: reason } } : { do: 'skip', reason };
