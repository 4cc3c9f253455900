import * as z from 'zod';
import { addAmounts, isZero, subtractAmounts } from '../../order/money.ts';
import type { Order, PaymentType } from '../../order/order.ts';
import { anything, currencyCode, decimal, flag, lenient, numericId, shownText, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { leftOf, without } from '../goods.ts';
import { giftCardPayment, keepPayments } from '../payments.ts';
import { BigCommerceTime } from './dates.ts';
import { itemsOf, lineFields } from './items.ts';
import { statusFields } from './status.ts';

/** The fields that decide what an order says. They are read first, and alone. */
export const BigCommerceStatus = z.object({
  id: numericId,
  ...statusFields,
  date_modified: BigCommerceTime.optional().catch(undefined),
  is_deleted: flag,
  external_source: anything,
});
export type BigCommerceStatus = z.infer<typeof BigCommerceStatus>;

/** Where an order was made. Every storefront, marketplace and point of sale of a store is a channel. */
export const channelFields = { channel_id: wholeText(100), order_source: shownText(100) };

/** The channel's number, of which 1 is the first storefront. Orders from before channels only say what kind of device or integration they are from. */
export const channelOf = ({
  channel_id: id,
  order_source: source,
}: Pick<z.infer<z.ZodObject<typeof channelFields>>, 'channel_id' | 'order_source'>): string | undefined => id ?? source;

/** The orders of another system that were copied into the store, as BigCommerce asks for it. */
export const isMigrated = ({ external_source: source }: BigCommerceStatus): boolean => source === 'M-MIG';

/** A part of the total, which may be missing in a file of orders. */
const part = z.union([decimal, anything.transform(() => 'unknown' as const)]);

/** 0 is a guest. */
const CustomerId = z.preprocess((id) => (id === '0' ? 0 : id), wholeText(128));

const Address = lenient(z.object({ email: wholeText(320), first_name: shownText(200), last_name: shownText(200) }));

/** What the customer pays, and in which currency. `currency_code` is another one: that of the prices that the customer saw. */
export const OrderTotal = z.object({ total_inc_tax: decimal, default_currency_code: currencyCode });

/**
 * The fields of a paid order that are read.
 * @see https://developer.bigcommerce.com/docs/rest-management/orders
 */
export const BigCommerceOrder = OrderTotal.extend({
  id: numericId,
  date_created: BigCommerceTime,
  subtotal_inc_tax: lenient(decimal),
  subtotal_ex_tax: lenient(decimal),
  discount_amount: part,
  coupon_discount: part,
  gift_certificate_amount: part,
  store_credit_amount: part,
  payment_method: anything,
  customer_id: CustomerId,
  customer_locale: wholeText(35),
  billing_address: Address,
  ...channelFields,
  ...lineFields,
});
export type BigCommerceOrder = z.infer<typeof BigCommerceOrder>;

/**
 * Converts a paid order. `total_inc_tax` is the amount before refunds, with discounts, shipping, fees and tax.
 * @param refunded the sum of all refunds
 */
export function bigCommerceOrderOf(order: BigCommerceOrder, refunded: string, paidAt: string): Omit<Order, 'refunds'> {
  const { default_currency_code: currency, billing_address: customer } = order;
  const beforeTax = goodsOf(order, order.subtotal_ex_tax, refunded);
  return {
    orderId: order.id,
    // The number that people use is the ID.
    number: order.id,
    amount: subtractAmounts(order.total_inc_tax, refunded),
    subtotal: goodsOf(order, order.subtotal_inc_tax, refunded),
    beforeTax,
    payments: keepPayments(giftCardPayment(order.gift_certificate_amount)),
    giftCardAmount: giftCardAmountOf(order),
    currency,
    paidAt,
    paymentType: paymentTypeOf(order),
    customer: {
      id: order.customer_id,
      email: customer?.email,
      firstName: customer?.first_name,
      lastName: customer?.last_name,
      locale: order.customer_locale,
    },
    ...keepItems(itemsOf(order), beforeTax),
    tags: [],
    channel: channelOf(order),
    test: isTest(order),
  };
}

/**
 * The goods after discounts, before shipping. A coupon for the shipping is deducted too, and of goods before tax a discount with its tax, so this may be
 * less than the goods cost, but never more.
 */
function goodsOf(
  { discount_amount: discount, coupon_discount: coupon }: BigCommerceOrder,
  goods: string | null | undefined,
  refunded: string,
): string | undefined {
  if (typeof goods !== 'string' || discount === 'unknown' || coupon === 'unknown') return undefined;
  return leftOf(without(goods, discount, coupon), refunded);
}

/**
 * What gift certificates and store credit paid. It's assumed that `total_inc_tax` still contains both, because BigCommerce calls them payment
 * methods, and a checkout's total is from before them. Store credit is money from an earlier order that was refunded, or a gift of the shop.
 * @see https://developer.bigcommerce.com/docs/rest-storefront/checkouts/checkout-gift-certificates
 */
function giftCardAmountOf(order: BigCommerceOrder): Order['giftCardAmount'] {
  const { gift_certificate_amount: certificates, store_credit_amount: credit, default_currency_code: currency } = order;
  if (certificates === 'unknown' || credit === 'unknown') return 'unknown';
  const amount = addAmounts(certificates, credit);
  return isZero({ amount, currency }) ? undefined : amount;
}

/** The name that the shop gives to a payment method, in any language. "Credit Card" doesn't prove that a card paid. */
const paymentTypeOf = ({ payment_method: method }: BigCommerceOrder): PaymentType =>
  typeof method === 'string' && /^cash( on delivery)?$/i.test(method.trim()) ? 'cash' : 'other';

/** BigCommerce's own gateway for tests, in every store. Gateways in a test mode of their own aren't recognised: the order doesn't say so. */
const isTest = ({ payment_method: method }: BigCommerceOrder): boolean =>
  typeof method === 'string' && /^test payment gateway\b/i.test(method.trim());
