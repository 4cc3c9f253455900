import * as z from 'zod';
import { subtract } from '../../order/money.ts';
import { maxProductIdChars, maxSkuChars, type Money, type Order } from '../../order/order.ts';
import { anything, flag, listOf, quantity, shownText, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { Amount } from './amount.ts';
import { Earliest } from './dates.ts';
import { OrderId } from './order-id.ts';
import { statusFields } from './payment.ts';

/** An amount without which the order can still be read. */
const maybeAmount = Amount.nullish().catch(undefined);

/** The fields that decide whether the order is paid. They are read first, and alone. */
export const SquarespaceStatus = z.object({
  id: OrderId,
  modifiedOn: Earliest.optional().catch(undefined),
  ...statusFields,
});

/** People's number of the order: `"1042"`. */
export const OrderNumber = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), shownText(64));

const LineItem = z.object({
  productName: shownText(300),
  quantity,
  sku: wholeText(maxSkuChars),
  productId: wholeText(maxProductIdChars),
  lineItemType: anything,
});

const Address = z
  .object({ firstName: shownText(200), lastName: shownText(200) })
  .nullish()
  .catch(undefined);

/**
 * The fields of a paid order that are read.
 * @see https://developers.squarespace.com/commerce-apis/retrieve-specific-order
 */
export const SquarespaceOrder = z.object({
  id: OrderId,
  orderNumber: OrderNumber,
  createdOn: Earliest,
  channel: shownText(100),
  channelName: shownText(100),
  testmode: flag,
  customerId: wholeText(128),
  customerEmail: wholeText(320),
  billingAddress: Address,
  lineItems: listOf(LineItem.optional().catch(undefined)).catch([]),
  subtotal: maybeAmount,
  discountTotal: z.union([Amount.nullish(), anything.transform(() => 'unreadable' as const)]),
});
export type SquarespaceOrder = z.infer<typeof SquarespaceOrder>;

/**
 * Converts a paid order. `grandTotal` is the amount before refunds, with discounts, shipping and tax. Whether a gift card paid is not in the
 * order. The billing address names the customer; the shipping address may name somebody else.
 */
export function squarespaceOrderOf(
  order: SquarespaceOrder,
  { total, refunded }: { total: Money; refunded: Money },
): Omit<Order, 'refunds'> {
  const { billingAddress: customer } = order;
  return {
    orderId: order.id,
    number: order.orderNumber,
    amount: subtract(total, refunded).amount,
    subtotal: goodsOf(order, refunded),
    giftCardAmount: 'unknown',
    currency: total.currency,
    // The order doesn't say when it was paid. It's assumed to be paid when it is placed.
    paidAt: order.createdOn,
    paymentType: 'other',
    customer: {
      id: order.customerId,
      email: order.customerEmail,
      firstName: customer?.firstName,
      lastName: customer?.lastName,
    },
    ...keepItems(
      order.lineItems
        .filter((line) => line !== undefined)
        .map((line) => ({
          title: line.productName ?? '',
          quantity: line.quantity,
          giftCard: line.lineItemType === 'GIFT_CARD',
          sku: line.sku,
          productId: line.productId,
        })),
    ),
    tags: [],
    channel: channelOf(order),
    test: order.testmode,
  };
}

/**
 * The goods after discounts, before shipping. `subtotal` is from before discounts, and `discountTotal` may contain a discount on the shipping, so
 * this may be less than the goods cost, but never more.
 */
function goodsOf({ subtotal, discountTotal }: SquarespaceOrder, refunded: Money): string | undefined {
  if (subtotal?.currency !== refunded.currency) return undefined;
  if (discountTotal === 'unreadable') return undefined;
  const discount = discountTotal ?? { amount: '0', currency: subtotal.currency };
  if (discount.currency !== subtotal.currency) return undefined;
  return subtract(subtract(subtotal, discount), refunded).amount;
}

/** `web` or `pos`; of an imported order, the name of the channel that sold it. Squarespace's own orders may have its name there. */
export const channelOf = ({
  channel,
  channelName,
}: Pick<SquarespaceOrder, 'channel' | 'channelName'>): string | undefined =>
  channelName === undefined || channelName.toLowerCase() === 'squarespace' ? channel : channelName;
