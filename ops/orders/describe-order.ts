import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { Standing } from '../../lib/order/standing.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { Output } from '../cli/output.ts';
import type { OrderRows } from './order-rows.ts';

const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

/** `failed (rejected)`. */
export const describeThanku = ({ state, reason }: Pick<ThankuState, 'state' | 'reason'>): string =>
  state === 'early' ? 'not paid yet, as far as we were told' : `${state}${because(reason)}`;

/** `submitted`, `none (not-configured)`. */
export function describeReceipt({ thanku, receipt }: Pick<OrderRows, 'thanku' | 'receipt'>): string {
  if (receipt !== undefined) return `${receipt.state}${because(receiptReason(receipt))}`;
  return thanku.receipt === 'none' ? `none${because(thanku.receiptReason)}` : 'waiting';
}

const receiptReason = ({ reason, waitsFor }: ReceiptState): string | undefined =>
  waitsFor === undefined ? reason : waitsFor === 'brake' ? 'paused' : 'circuit open';

/** `…1234 added, …5678 rejected (invalid)`. */
export const describeCards = ({ cards }: GiftCardsState): string =>
  cards.map(({ last4, state, reason }) => `…${last4} ${state}${because(reason)}`).join(', ');

/** `59.90 EUR`. */
export const describeAmount = ({ amount, currency }: Pick<ThankuState, 'amount' | 'currency'>): string =>
  amount === undefined ? '–' : `${amount} ${currency ?? ''}`.trim();

/** Colours a text: red if it needs a person or its outcome is unknown, yellow if stopped or denied, green if done. */
export function coloured(out: Output, standing: Standing | undefined, text: string): string {
  switch (standing?.phase) {
    case 'failed':
    case 'unresolved':
    case 'searching':
      return out.style('red', text);
    case 'stopped':
    case 'cooling-off':
      return out.style('yellow', text);
    case 'through':
      if (standing.as === 'denied') return out.style('yellow', text);
      return standing.as === 'skipped' || standing.as === 'simulated' ? text : out.style('green', text);
    case 'attempting':
    case 'waiting':
    case 'early':
    case 'unclaimed':
    case undefined:
      return text;
  }
}
