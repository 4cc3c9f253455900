import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { OrderRows } from './order-rows.ts';

const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

/** `failed (rejected)`. */
export const thankuWords = ({ state, reason }: Pick<ThankuState, 'state' | 'reason'>): string =>
  state === 'early' ? 'not paid yet, as far as we were told' : `${state}${because(reason)}`;

/** `submitted`, `none (not-configured)`. */
export function receiptWords({ thanku, receipt }: Pick<OrderRows, 'thanku' | 'receipt'>): string {
  if (receipt !== undefined) return `${receipt.state}${because(receiptReason(receipt))}`;
  return thanku.receipt === 'none' ? `none${because(thanku.receiptReason)}` : 'waiting';
}

const receiptReason = ({ state, reason, waitsFor }: ReceiptState): string | undefined =>
  state === 'waiting' && waitsFor !== undefined ? `held: ${waitsFor}` : reason;

/** `…1234 added, …5678 rejected (invalid)`. */
export const cardsWords = ({ cards }: GiftCardsState): string =>
  cards.map(({ last4, state, reason }) => `…${last4} ${state}${because(reason)}`).join(', ');

/** `59.90 EUR`. */
export const amountWords = ({ amount, currency }: Pick<ThankuState, 'amount' | 'currency'>): string =>
  amount === undefined ? '–' : `${amount} ${currency ?? ''}`.trim();
