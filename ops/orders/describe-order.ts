import { owesRefund, type BasketState } from '../../lib/order/basket/state.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { hasBasket, insteadOfReceipt } from '../../lib/order/loyalty-plan.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { Standing } from '../../lib/order/standing.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { Tone } from '../cli/facts.ts';
import type { OrderRows } from './order-rows.ts';

const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

/** `failed (rejected)`. */
export const describeThanku = ({ state, reason }: Pick<ThankuState, 'state' | 'reason'>): string =>
  state === 'early' ? 'not paid yet, as far as we were told' : `${state}${because(reason)}`;

/** `submitted`, `none (not-configured)`. */
export function describeReceipt({ thanku, receipt }: Pick<OrderRows, 'thanku' | 'receipt'>): string {
  if (receipt !== undefined) return `${receipt.state}${because(reasonOf(receipt))}`;
  if (hasBasket(thanku)) return `none${because(insteadOfReceipt)}`;
  return thanku.receipt === 'none' ? `none${because(thanku.receiptReason)}` : 'waiting';
}

const reasonOf = ({ reason, waitsFor }: Pick<ReceiptState | BasketState, 'reason' | 'waitsFor'>): string | undefined =>
  waitsFor === undefined ? reason : waitsFor === 'brake' ? 'paused' : 'stopped';

/** An order that was reversed early gets none. */
const notMade = ({ receipt }: Pick<ThankuState, 'receipt'>): string => (receipt === 'none' ? 'none' : 'waiting');

/** `billed, subtotal 49.00, of which 10.00 refunded`. */
export function describeBasket({ thanku, basket }: Pick<OrderRows, 'thanku' | 'basket'>): string {
  if (basket === undefined) return notMade(thanku);
  const { state, subtotal, refunded, wanted, refundMissed } = basket;
  const known = refunded === undefined ? '' : `, of which ${refunded} refunded`;
  const unknown = owesRefund(basket) && state !== 'skipped' ? `, refunded at the shop ${wanted ?? ''}` : '';
  const missed = refundMissed === undefined ? '' : `, Thanx can’t be told (${refundMissed})`;
  return `${state}${because(reasonOf(basket))}, subtotal ${subtotal}${known}${unknown}${missed}`;
}

/** What the order has at Thanx, in a table's cell: `submitted`, `basket billed`. */
export const describeLoyalty = (rows: OrderRows): string =>
  hasBasket(rows.thanku)
    ? `basket ${rows.basket === undefined ? notMade(rows.thanku) : `${rows.basket.state}${because(reasonOf(rows.basket))}`}`
    : describeReceipt(rows);

/** `…1234 added, …5678 rejected (invalid)`. */
export const describeCards = ({ cards }: GiftCardsState): string =>
  cards.map(({ last4, state, reason }) => `…${last4} ${state}${because(reason)}`).join(', ');

/** `59.90 EUR`. */
export const describeAmount = ({ amount, currency }: Pick<ThankuState, 'amount' | 'currency'>): string =>
  amount === undefined ? '–' : `${amount} ${currency ?? ''}`.trim();

export function toneOf(standing: Standing | undefined): Tone {
  switch (standing?.phase) {
    case 'failed':
    case 'unresolved':
    case 'searching':
      return 'bad';
    case 'stopped':
    case 'cooling-off':
      return 'warn';
    case 'through':
      if (standing.as === 'denied') return 'warn';
      return standing.as === 'skipped' || standing.as === 'simulated' ? 'calm' : 'good';
    case 'attempting':
    case 'waiting':
    case 'early':
    case 'unclaimed':
    case undefined:
      return 'calm';
  }
}
