import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Order } from '../../order/order.ts';
import { amount, nothingIsNull } from './fields.ts';

const PaidPart = z
  .preprocess(
    (part) => nothingIsNull(part),
    z.union([amount, z.null().transform(() => '0'), z.unknown().transform(() => 'unknown' as const)]),
  )
  .optional();

/** What paid besides money: in the order of an event, and in `extension_attributes` of the REST API. */
export const PaidByCard = z.object({ gift_cards_amount: PaidPart, customer_balance_amount: PaidPart });
type PaidByCard = z.infer<typeof PaidByCard>;

/**
 * What gift cards and store credit paid; `undefined` if nothing, `unknown` if the order doesn't say it. Adobe documents of its reports that
 * `grand_total` has both deducted, and the same is assumed of orders. Store credit is treated like a gift card: it was earned with an earlier
 * payment, which was credited.
 * @param isWhole whether the order contains all fields that have a value. An event contains only those that are subscribed.
 * @see https://experienceleague.adobe.com/en/docs/commerce-business-intelligence/mbi/best-practices/data/sales-order-table
 */
export function giftCardsIn(
  order: PaidByCard & { extension_attributes?: PaidByCard | null | undefined },
  isWhole: boolean,
): Order['giftCardAmount'] {
  const { extension_attributes: extension } = order;
  const cards = order.gift_cards_amount ?? extension?.gift_cards_amount ?? (isWhole ? '0' : 'unknown');
  const credit = order.customer_balance_amount ?? extension?.customer_balance_amount ?? (isWhole ? '0' : 'unknown');
  if (cards === 'unknown' || credit === 'unknown') return 'unknown';
  const sum = addAmounts(cards, credit);
  return Number(sum) === 0 ? undefined : sum;
}
