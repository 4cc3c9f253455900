import type { Happening } from '../../lib/order/history.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';

/** One thing that happened to a ThankU, for people. */
export function describeThankuEvent({ id, link }: ThankuState, { what, why, status }: Happening): string {
  switch (what) {
    case 'attempt-failed':
      return `attempt failed: ${describeReason(why, status)}`;
    case 'worker-died':
      return 'attempt without an end: its worker died';
    case 'held':
      return `held: ${describeReason(why, status)}`;
    case 'failed':
      return why === 'gave-up'
        ? `gave up: ${describeReason('the last try', status)}`
        : `failed for good: ${describeReason(why, status)}`;
    case 'posted':
      return `posted: ThankU ${[id, link].filter(Boolean).join('  ')}`;
    default:
      return common(what, why, status);
  }
}

/** One thing that happened to a receipt, for people. */
export function describeReceiptEvent(
  { id, userId, rejectionText }: ReceiptState,
  { what, why, status }: Happening,
): string {
  switch (what) {
    case 'attempt-failed':
      return `attempt failed, nothing was sent: ${describeReason(why, status)}`;
    case 'rejected':
      return `rejected: ${describeReason(why, status)}`;
    case 'unknown':
      return `sent, and its outcome is unknown: ${describeReason(why, status)}`;
    case 'not-found':
      return 'looked for at Thanx: not there';
    case 'sent-again':
      return 'looked for at Thanx a second time, not there: to be sent once more';
    case 'handed-over':
      return `left to a person: ${describeReason(why, status)}`;
    case 'submitted':
      return `submitted: receipt ${id ?? ''}${userId === undefined ? '' : `, Thanx's user ${userId}`}`;
    case 'decided':
      return `${why ?? 'decided'} by Thanx${rejectionText === undefined ? '' : `: “${rejectionText}”`}`;
    default:
      return common(what, why, status);
  }
}

/** One thing that happened to a basket, for people. */
export function describeBasketEvent({ what, why, status }: Happening): string {
  switch (what) {
    case 'attempt-failed':
      return `attempt failed, the same is sent again: ${describeReason(why, status)}`;
    case 'rejected':
      return `refused for good: ${describeReason(why, status)}`;
    case 'billed':
      return 'billed: Thanx has it';
    case 'refunded':
      return 'Thanx has the refund';
    case 'refund-missed':
      return why === 'unknown-amount'
        ? 'refunded at the shop, and Thanx can’t be told: the platform doesn’t say how much'
        : `refunded at the shop, and Thanx can’t be told any more: ${why === 'erased' ? 'the customer was erased' : 'too late'}`;
    case 'restored':
      return 'its table was restored: Thanx may have it already, so the same is sent again';
    default:
      return common(what, why, status);
  }
}

function common(what: Happening['what'], why: string | undefined, status: number | undefined): string {
  switch (what) {
    case 'dead-letter':
      return 'dead letter sent, "Order Failed" published';
    case 'skipped':
      return `skipped: ${describeReason(why, status)}`;
    case 'retried-by-hand':
      return 'given another chance by an operator';
    case 'refrozen-by-hand':
      return 'refrozen from the settings of that time by an operator';
    case 'restored':
      return 'its table was restored: what was sent since then is unknown';
    case 'resolved-by-hand':
      return `found out by an operator: ${why ?? ''}`;
    default:
      return [what, describeReason(why, status)].join(': ');
  }
}

/** `rejected, 400`. */
export const describeReason = (why: string | undefined, status: number | undefined): string =>
  [why, status].filter((part) => part !== undefined).join(', ') || 'no reason known';
