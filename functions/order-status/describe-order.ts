import type { GiftCardState } from '../../lib/order/gift-cards/state.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { reversalKind } from '../../lib/order/thanku/state.ts';
import type { GiftCardsStatusRow, OrderStatusRow, ReceiptStatusRow } from '../../lib/store/status-reader.ts';
import type { OrderStatus } from './answer.ts';

/** The answer for one order. */
export function describeOrder(
  order: OrderStatusRow & Pick<OrderStatus, 'state'>,
  receipt: ReceiptStatusRow | undefined,
  giftCards: GiftCardsStatusRow | undefined,
): OrderStatus {
  const { cause, impact, use100Grams } = order;
  return {
    shop: order.shop,
    orderId: order.orderId,
    number: order.number,
    pid: order.pid,
    state: order.state,
    reason: order.reason,
    thanku: { ...shownIds(order), cause, impact, use100Grams },
    receipt: receiptOf(order, receipt),
    giftCards: giftCards?.cards.map((card) => giftCardOf(giftCards, card)),
    reversed: order.reversed && { kind: reversalKind(order.reversed), at: order.reversed.at },
    updatedAt: order.updatedAt,
  };
}

function receiptOf(order: OrderStatusRow, receipt: ReceiptStatusRow | undefined): OrderStatus['receipt'] {
  if (receipt !== undefined)
    return { state: receipt.state, reason: receipt.rejectionText ?? receipt.reason, id: receipt.id };
  // An order without a receipt says why. Otherwise the receipt's row is created later.
  if (order.receiptReason !== undefined) return { state: 'skipped', reason: order.receiptReason };
  return { state: 'waiting' };
}

/** Shows only the last four digits of a card. */
const giftCardOf = (
  { providerId }: GiftCardsStatusRow,
  { last4, state, reason, id, balance, cardState }: GiftCardState,
) => ({ last4, state, reason, providerId, id, balance, cardState });
