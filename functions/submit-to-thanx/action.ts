import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { CallError } from '../../lib/order/history.ts';
import { blockMs, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';

/** What to do after a failed call. */
export type ThanxAction =
  /** Nothing was sent and nothing failed. Repeat at this time, epoch ms. */
  | { do: 'defer'; untilMs: number }
  /** It certainly did nothing. Retry with growing delays. */
  | { do: 'retry'; error: CallError }
  /** It may have succeeded. Search Thanx before sending anything again. */
  | { do: 'find-out'; error: CallError }
  /** Nothing with this credential can succeed until somebody acts. */
  | { do: 'open-circuit'; reason: OpenCircuit['reason']; status: number }
  /** The credential was refused a token. Read the secret again, because it may have been replaced. */
  | { do: 'reread-credential'; status: number }
  /** A customer's token, or the search for the customer, was refused. `GET /partner/scopes` shows whether the credential is the cause. */
  | { do: 'ask-scopes'; status: number }
  /** The customer gets nothing, and nobody is at fault. */
  | { do: 'skip'; reason: 'not-a-member' | 'no-email' }
  /** Refused for good, unless an operator fixes the cause. */
  | { do: 'reject'; reason: 'rejected' | 'not-a-member' | 'no-email'; error: CallError };

export type Call = 'user' | 'token' | 'receipt' | 'basket' | 'gift-card';

export type Failed = Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

/**
 * The right-hand column of "What goes wrong" in docs/architecture.md.
 * @param call the kind of call: members and tokens can be requested again at any time, a card is never added twice, and a basket
 *   carries our id, but a receipt may be there twice
 */
export function thanxActionFor(outcome: Failed, call: Call, nowMs: number): ThanxAction {
  switch (outcome.kind) {
    case 'later':
      return { do: 'defer', untilMs: outcome.retryAtMs };
    case 'rate-limited':
      return { do: 'defer', untilMs: nowMs + blockMs(outcome.retryAfterMs) };
    case 'not-sent':
      return { do: 'retry', error: { code: outcome.reason } };
    case 'unknown': {
      const error = { code: outcome.reason, status: outcome.status };
      return call === 'token' || call === 'user' ? { do: 'retry', error } : { do: 'find-out', error };
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

/** Only the calls for a token can find this out. In a receipt's answer it contradicts the token, so a person must look. */
const customerHas = (reason: 'not-a-member' | 'no-email', call: Call): ThanxAction =>
  call === 'receipt' ? { do: 'reject', reason, error: { code: reason } } : { do: 'skip', reason };
