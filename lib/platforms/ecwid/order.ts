import * as z from 'zod';
import { addAmounts, compareAmounts, subtract } from '../../order/money.ts';
import { maxProductIdChars, maxSkuChars, type Order } from '../../order/order.ts';
import { anything, decimal, flag, lenient, listOf, quantity, shownText, signedAmount, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { leftOf, priceOf, times } from '../goods.ts';
import { giftCardPayment, keepPayments } from '../payments.ts';
import { ecwidPaymentType } from './payment-type.ts';

/** Where an order was made, if the shop has said so to Ecwid. */
export const channelFields = { affiliateId: shownText(100), refererId: shownText(100) };

/** `affiliateId` is the shop's name for one of its storefronts. Apps that create orders set `refererId`. */
export const channelOf = ({ affiliateId, refererId }: z.infer<z.ZodObject<typeof channelFields>>): string | undefined =>
  affiliateId ?? refererId;

/** An amount that may be missing. `unreadable` isn't 0. */
const maybeAmount = z.union([decimal.nullish(), anything.transform(() => 'unreadable' as const)]);

const LineItem = z.object({
  name: shownText(300),
  quantity,
  giftCard: flag,
  sku: wholeText(maxSkuChars),
  productId: wholeText(maxProductIdChars),
  priceWithoutTax: signedAmount,
});

/**
 * The fields of a paid order that are read, besides its ID, its times and its total. Times, IDs and amounts are JSON numbers.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order
 */
export const EcwidOrder = z.object({
  giftCardRedemption: maybeAmount,
  storeCredit: lenient(z.object({ redemption: lenient(z.object({ amount: maybeAmount })) })),
  subtotal: maybeAmount,
  subtotalWithoutTax: maybeAmount,
  pricesIncludeTax: lenient(z.boolean()),
  couponDiscount: maybeAmount,
  discount: maybeAmount,
  customDiscount: z.union([listOf(decimal), anything.transform(() => 'unreadable' as const)]),
  customerId: wholeText(128),
  email: wholeText(320),
  lang: wholeText(35),
  billingPerson: lenient(z.object({ firstName: shownText(200), lastName: shownText(200), name: shownText(200) })),
  ...channelFields,
  paymentMethod: shownText(100),
  paymentModule: shownText(100),
  items: listOf(LineItem.optional().catch(undefined)).catch([]),
});
export type EcwidOrder = z.infer<typeof EcwidOrder>;

interface Known {
  orderId: string;
  number: string | undefined;
  paidAt: string;
  currency: string;
  total: string;
  refunded: string;
}

/** Converts a paid order. Ecwid marks no order as a test. */
export function ecwidOrderOf(
  order: EcwidOrder,
  { orderId, number, paidAt, currency, total, refunded }: Known,
): Omit<Order, 'refunds'> {
  const less = (amount: string, part: string) => subtract({ amount, currency }, { amount: part, currency }).amount;
  const amount = less(total, refunded);
  const goods = goodsOf(order, order.subtotal, less);
  const beforeTax = leftOf(goodsOf(order, netOf(order), less), refunded);
  const giftCardAmount = giftCardAmountOf(order, amount);
  return {
    orderId,
    number,
    amount,
    subtotal: goods && less(goods, refunded),
    beforeTax,
    payments: keepPayments(giftCardAmount === 'unknown' ? [] : giftCardPayment(giftCardAmount)),
    giftCardAmount,
    currency,
    paidAt,
    paymentType: ecwidPaymentType(order.paymentModule, order.paymentMethod),
    customer: { id: order.customerId, email: order.email, ...nameOf(order), locale: order.lang?.split(',')[0] },
    ...keepItems(
      order.items
        .filter((item) => item !== undefined)
        .map(({ name, quantity: pieces, giftCard, sku, productId, priceWithoutTax }) => ({
          title: name ?? '',
          quantity: pieces,
          giftCard,
          sku,
          productId,
          price: priceOf(times(priceWithoutTax, pieces)),
        })),
      beforeTax,
    ),
    tags: [],
    channel: channelOf(order),
    test: false,
  };
}

/** The billing address names the customer; the shipping address may name somebody else. Older addresses have one name. */
function nameOf({ billingPerson }: EcwidOrder): { firstName?: string | undefined; lastName?: string | undefined } {
  const { firstName, lastName, name } = billingPerson ?? {};
  return firstName === undefined && lastName === undefined ? { firstName: name } : { firstName, lastName };
}

/**
 * What gift cards paid. Store credit may have been given for a gift card or a refund, and Ecwid doesn't say whether it's in the total, so then
 * nobody knows. An answer without the field is from before Ecwid had gift cards; that isn't relied on.
 */
function giftCardAmountOf(
  { giftCardRedemption: card, storeCredit }: EcwidOrder,
  amount: string,
): Order['giftCardAmount'] {
  const credit = storeCredit?.redemption?.amount;
  const hasCredit = credit === 'unreadable' || (typeof credit === 'string' && compareAmounts(credit, '0') > 0);
  if (hasCredit || typeof card !== 'string' || card === 'unreadable') return 'unknown';
  if (compareAmounts(card, '0') === 0) return undefined;
  return compareAmounts(card, amount) > 0 ? amount : card;
}

/**
 * The goods after discounts, before shipping. Ecwid's documentation says two things about whether `discount` contains the coupon, and nothing about
 * `customDiscount`. All are taken off, so this may be less than the goods cost, but never more.
 */
function goodsOf(
  { couponDiscount, discount, customDiscount }: EcwidOrder,
  goods: EcwidOrder['subtotal'],
  less: (amount: string, part: string) => string,
): string | undefined {
  if (typeof goods !== 'string' || goods === 'unreadable' || customDiscount === 'unreadable') return undefined;
  const discounts = [couponDiscount, discount, ...customDiscount];
  if (discounts.includes('unreadable')) return undefined;
  return less(
    goods,
    discounts.reduce<string>((sum, one) => addAmounts(sum, one ?? '0'), '0'),
  );
}

/** The goods without tax, before discounts. Older answers don't say it, and then prices without tax say the same. */
const netOf = ({ subtotal, subtotalWithoutTax, pricesIncludeTax }: EcwidOrder): EcwidOrder['subtotal'] =>
  subtotalWithoutTax ?? (pricesIncludeTax === false ? subtotal : undefined);
