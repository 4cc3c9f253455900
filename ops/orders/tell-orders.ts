import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { agoCell } from '../cli/words.ts';
import { amountWords, receiptWords, thankuWords } from './order-words.ts';
import type { OrderRows } from './order-rows.ts';

/** An order in short, as programs want it. */
export const summaryOf = ({ thanku, receipt, giftCards }: OrderRows) => ({
  key: keyText(thanku),
  number: thanku.number,
  orderId: thanku.orderId,
  amount: thanku.amount,
  currency: thanku.currency,
  paidAt: thanku.paidAt,
  createdAt: thanku.createdAt,
  state: thanku.state,
  reason: thanku.reason,
  thankuId: thanku.id,
  receipt:
    receipt === undefined
      ? { state: thanku.receipt, reason: thanku.receiptReason }
      : { state: receipt.state, reason: receipt.reason, id: receipt.id },
  giftCards: giftCards?.cards.map(({ last4, state, reason }) => ({ last4, state, reason })),
});

/** A table of orders; `by` says how one was found. */
export function tellOrders(out: Output, orders: readonly (OrderRows & { by?: string })[]): void {
  const found = orders.some(({ by }) => by !== undefined);
  out.table(
    ['order', 'number', 'amount', 'first seen', 'ThankU', 'receipt', ...(found ? ['found by'] : [])],
    orders.map((order) => [
      keyText(order.thanku),
      order.thanku.number,
      amountWords(order.thanku),
      agoCell(Date.parse(order.thanku.createdAt), Date.now()),
      coloured(out, order.thanku.state, thankuWords(order.thanku)),
      { shown: coloured(out, order.receipt?.state, shortly(receiptWords(order))), full: receiptWords(order) },
      ...(found ? [order.by ?? ''] : []),
    ]),
  );
}

/** That a shop has no loyalty programme need not be said in each row. */
const shortly = (receipt: string): string => (receipt === 'none (not-configured)' ? '–' : receipt);

/** Red is what waits for a person, green what is through. */
export function coloured(out: Output, state: string | undefined, text: string): string {
  switch (state) {
    case 'failed':
    case 'rejected':
    case 'unknown':
      return out.style('red', text);
    case 'held':
    case 'denied':
      return out.style('yellow', text);
    case 'posted':
    case 'submitted':
    case 'applied':
      return out.style('green', text);
    default:
      return text;
  }
}
