import * as z from 'zod';
import { subtract } from '../../order/money.ts';
import { maxProductIdChars, maxSkuChars, type Money, type Order } from '../../order/order.ts';
import { anything, flag, listOf, quantity, shownText, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { isSame, leftOf, priceOf, times, without } from '../goods.ts';
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
  unitPricePaid: maybeAmount,
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
  shippingTotal: maybeAmount,
  taxTotal: maybeAmount,
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
  const { amount: returned, currency } = refunded;
  const beforeTax = leftOf(netOf(order, total), returned);
  return {
    orderId: order.id,
    number: order.orderNumber,
    amount: subtract(total, refunded).amount,
    subtotal: leftOf(goodsOf(order, currency), returned),
    beforeTax,
    giftCardAmount: 'unknown',
    currency,
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
          price: priceOf(times(amountIn(line.unitPricePaid, currency), line.quantity)),
        })),
      beforeTax,
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
function goodsOf({ subtotal, discountTotal }: SquarespaceOrder, currency: string): string | undefined {
  if (discountTotal === 'unreadable') return undefined;
  const goods = amountIn(subtotal, currency);
  return discountTotal ? without(goods, amountIn(discountTotal, currency)) : goods;
}

const amountIn = (money: Money | null | undefined, currency: string): string | undefined =>
  money?.currency === currency ? money.amount : undefined;

/**
 * The goods before tax. `priceTaxInterpretation` should say whether prices contain it, but contradicts the amounts in Squarespace's own example. So the
 * sum decides: the tax isn't in the goods if it has to be added to get the total. Otherwise all of it is deducted, with that of the shipping.
 */
function netOf(order: SquarespaceOrder, { amount: total, currency }: Money): string | undefined {
  const goods = goodsOf(order, currency);
  const tax = amountIn(order.taxTotal, currency);
  const isAdded = isSame(without(total, tax, amountIn(order.shippingTotal, currency)), goods);
  return isAdded ? goods : without(goods, tax);
}

/** `web` or `pos`; of an imported order, the name of the channel that sold it. Squarespace's own orders may have its name there. */
export const channelOf = ({
  channel,
  channelName,
}: Pick<SquarespaceOrder, 'channel' | 'channelName'>): string | undefined =>
  channelName === undefined || channelName.toLowerCase() === 'squarespace' ? channel : channelName;
