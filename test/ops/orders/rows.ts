import type { BasketState } from '../../../lib/order/basket/state.ts';
import type { GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import type { OrderRows } from '../../../ops/orders/order-rows.ts';
import { basketRow } from '../../lib/order/rows.ts';
import { rowOf } from '../../lib/order/support.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
export const at = new Date(nowMs).toISOString();
export const base = rowOf(at);

/** The rows of one order; each test says what differs. */
export function rows(
  thanku: Partial<ThankuState>,
  receipt?: Partial<ReceiptState>,
  cards?: GiftCardsState['cards'],
): OrderRows {
  return {
    thanku: { ...base, state: 'posted', receipt: receipt === undefined ? 'none' : 'created', ...thanku },
    receipt: receipt && { ...base, credential: 'main', state: 'submitted', ...receipt },
    giftCards: cards && { ...base, credential: 'main', cards },
  };
}

/** The same of an order with a basket. */
export function basketRows(thanku: Partial<ThankuState>, basket?: Partial<BasketState>): OrderRows {
  const { thanku: order, ...others } = rows({ receipt: 'created', receiptReason: 'basket', ...thanku });
  return { thanku: order, ...others, basket: basket && basketRow({ attempts: 1, ...basket }) };
}
