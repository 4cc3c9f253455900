import * as z from 'zod';
import { subtract } from '../../order/money.ts';
import type { Customer, Order, Payment, Refund } from '../../order/order.ts';
import { currencyCode, decimal, lenient, listOf, shownText, utcInstant, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { addUp, leftOf, smaller } from '../goods.ts';
import { keepPayments } from '../payments.ts';
import { itemsOf, Lines } from './items.ts';
import { wixId, wixObject } from './names.ts';

const Price = z.object({ amount: decimal });
const TagList = lenient(z.object({ tagIds: listOf(shownText(100)).catch([]) }));

/** A text, or a number in older orders. */
export const OrderNumber = z.preprocess(
  (number) => (typeof number === 'number' ? String(number) : number),
  shownText(64),
);

/** The fields that say whether an order is paid. They are read first, and alone. */
export const WixPayment = wixObject({
  id: wixId,
  paymentStatus: z.string('expected the status of a payment'),
  status: lenient(z.string()),
  imported: lenient(z.boolean()),
});

export const WixOrderId = wixObject({ id: wixId, imported: lenient(z.boolean()) });

/**
 * The fields of a paid order that are read. Its amounts are in `currency`, in which the customer paid.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/order-object
 */
export const WixOrder = wixObject({
  id: wixId,
  number: OrderNumber,
  createdDate: lenient(utcInstant),
  currency: currencyCode,
  taxIncludedInPrices: lenient(z.boolean()),
  priceSummary: z.object(
    {
      total: Price,
      subtotal: lenient(Price),
      discount: z.union([Price.nullish(), z.unknown().transform(() => 'unreadable' as const)]).optional(),
    },
    'expected prices',
  ),
  buyerInfo: lenient(z.object({ email: wholeText(320), contactId: wholeText(128), memberId: wholeText(128) })),
  billingInfo: lenient(
    z.object({ contactDetails: lenient(z.object({ firstName: shownText(200), lastName: shownText(200) })) }),
  ),
  buyerLanguage: wholeText(35),
  lineItems: Lines,
  tags: lenient(z.object({ tags: TagList, privateTags: TagList })),
  channelInfo: lenient(z.object({ type: shownText(100) })),
});
export type WixOrder = z.infer<typeof WixOrder>;

/** What only the payments API says of an order. */
export interface Payments {
  paidAt: string;
  giftCardAmount: Order['giftCardAmount'];
  payments: readonly Payment[];
  refunds: Refund[];
  /** The sum of the refunds. */
  refunded: string;
}

/** Converts an order. `total` is the amount before refunds. Tips and other fees are in it. Wix marks no order as a test. */
export function wixOrderOf(order: WixOrder, { paidAt, giftCardAmount, payments, refunds, refunded }: Payments): Order {
  const { currency, priceSummary, tags } = order;
  const less = (amount: string, part: string) => subtract({ amount, currency }, { amount: part, currency }).amount;
  const goods = goodsOf(priceSummary, less);
  const beforeTax = leftOf(netOf(order, goods), refunded);
  return {
    orderId: order.id,
    number: order.number,
    amount: less(priceSummary.total.amount, refunded),
    subtotal: goods && less(goods, refunded),
    beforeTax,
    payments: keepPayments(payments),
    giftCardAmount,
    currency,
    paidAt,
    // The order doesn't say how it was paid.
    paymentType: 'other',
    customer: customerOf(order),
    ...keepItems(itemsOf(order.lineItems), beforeTax),
    tags: [...(tags?.tags?.tagIds ?? []), ...(tags?.privateTags?.tagIds ?? [])]
      .filter((tag) => tag !== undefined)
      .slice(0, 100),
    channel: order.channelInfo?.type,
    test: false,
    refunds,
  };
}

/** What the goods cost after discounts, before shipping and tax. `undefined` if the order doesn't say it. */
const goodsOf = (
  { subtotal, discount }: WixOrder['priceSummary'],
  less: (amount: string, part: string) => string,
): string | undefined =>
  discount === 'unreadable' ? undefined : subtotal?.amount && less(subtotal.amount, discount?.amount ?? '0');

/**
 * The goods before tax: what Wix says of each line. It should be the same as the sum of the goods, which should be without tax, too. The smaller one
 * counts, because Wix doesn't say which discounts are in which. The sum alone counts only if no price contains a tax.
 */
function netOf(
  { lineItems, taxIncludedInPrices }: Pick<WixOrder, 'lineItems' | 'taxIncludedInPrices'>,
  goods: string | undefined,
): string | undefined {
  if (goods === undefined) return undefined;
  const lines = addUp(lineItems.map((line) => line?.totalPriceBeforeTax?.amount));
  if (lines !== undefined && lineItems.length > 0) return smaller(lines, goods);
  return taxIncludedInPrices === false ? goods : undefined;
}

/**
 * Each buyer with an e-mail address has a contact, guests too. A member's ID is the second best. A visitor's ID is a browser's, not a
 * customer's. Other people in the order, such as a recipient, may not be the customer.
 */
const customerOf = ({ buyerInfo, billingInfo, buyerLanguage }: WixOrder): Customer => ({
  id: buyerInfo?.contactId ?? buyerInfo?.memberId,
  email: buyerInfo?.email,
  firstName: billingInfo?.contactDetails?.firstName,
  lastName: billingInfo?.contactDetails?.lastName,
  locale: buyerLanguage,
});
