import type { GiftCardState } from '../../lib/order/gift-cards/state.ts';
import { orderStatus, type OrderStatus } from '../../lib/order/order-status.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import type {
  BasketStatusRow,
  GiftCardsStatusRow,
  OrderStatusRow,
  ReceiptStatusRow,
} from '../../lib/store/status-reader.ts';
import type { StatusAnswer } from './answer.ts';

/** The order's other rows, as far as it has them. */
interface LoyaltyRows {
  receipt?: ReceiptStatusRow | undefined;
  basket?: BasketStatusRow | undefined;
  giftCards?: GiftCardsStatusRow | undefined;
}

/** The answer for one order. */
export function describeOrder(
  order: OrderStatusRow & Pick<OrderStatus, 'state'>,
  { giftCards, ...loyalty }: LoyaltyRows,
): StatusAnswer {
  const { cause, impact, use100Grams } = order;
  return {
    ...orderStatus(order, loyalty),
    thanku: { ...shownIds(order), cause, impact, use100Grams },
    giftCards: giftCards?.cards.map((card) => giftCardOf(giftCards, card)),
  };
}

/** Shows only the last four digits of a card. */
const giftCardOf = (
  { providerId }: GiftCardsStatusRow,
  { last4, state, reason, id, balance, cardState }: GiftCardState,
) => ({ last4, state, reason, providerId, id, balance, cardState });
