import { decodeHTMLStrict } from 'entities/decode';
import * as z from 'zod';
import { addAmounts, subtract } from '../../order/money.ts';
import { maxProductIdChars, maxSkuChars, type Order } from '../../order/order.ts';
import {
  capText,
  currencyCode,
  decimal,
  listOf,
  numericId,
  quantity,
  shownText,
  signedAmount,
  wholeText,
} from '../fields.ts';
import { keepItems } from '../fit.ts';
import { addUp, leftOf, priceOf } from '../goods.ts';
import { giftCardPayment, keepPayments } from '../payments.ts';
import { cardOf } from './card.ts';
import { ChangedAt, PaidAt } from './dates.ts';
import { GiftCards, giftCardTotal } from './gift-cards.ts';
import { localeOf } from './language.ts';
import { MetaData } from './meta-data.ts';
import { orNothing } from './nothing.ts';
import { partsByContainer, withoutParts } from './parts.ts';
import { wooCommercePaymentType } from './payment-type.ts';
import { refundedTotal, Refunds, refundsOf } from './refunds.ts';
import { isTestOrder } from './test-markers.ts';

/** WooCommerce encodes titles for HTML: `Ship Your Idea &ndash; Black`. */
const decodedText = (maxChars: number) =>
  shownText(20_000).transform((text) => (text === undefined ? undefined : capText(decodeHTMLStrict(text), maxChars)));

/** The fields that decide whether the order is paid. They are read first, and alone. */
export const WooCommerceStatus = z.object({
  id: numericId,
  status: z.string('expected a status'),
  date_paid_gmt: PaidAt,
  date_modified_gmt: ChangedAt,
});

/** When the order was placed. */
export const PlacedAt = z.lazy(() => z.object({ date_created_gmt: PaidAt.catch(null) }));

/** A fully refunded order. Its refunds may be unreadable. */
export const RefundedOrder = z.object({
  currency: currencyCode.optional().catch(undefined),
  refunds: Refunds.catch(undefined),
});

/** The IDs of the lines of a container's parts. */
const lineIds = listOf(wholeText(64)).catch([]);

const LineItem = z.object({
  id: wholeText(64),
  name: decodedText(300),
  quantity,
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
  total: signedAmount,
  bundled_by: wholeText(64),
  composite_parent: wholeText(64),
  mnm_child_of: wholeText(64),
  bundled_items: lineIds,
  composite_children: lineIds,
  mnm_child_items: lineIds,
  meta_data: MetaData,
});

/**
 * The fields of a paid order that are read.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
 */
export const WooCommerceOrder = z.object({
  id: numericId,
  number: wholeText(64),
  currency: currencyCode,
  total: decimal,
  payment_method: wholeText(100),
  created_via: shownText(100),
  customer_id: wholeText(128),
  lang: wholeText(35),
  language: wholeText(35),
  billing: z
    .object({ email: wholeText(320), first_name: decodedText(200), last_name: decodedText(200) })
    .nullish()
    .catch(undefined),
  line_items: orNothing(listOf(LineItem.optional().catch(undefined))).catch(undefined),
  refunds: Refunds,
  gift_cards: GiftCards,
  meta_data: MetaData,
});
export type WooCommerceOrder = z.infer<typeof WooCommerceOrder>;

/**
 * Converts an order. Refunds are subtracted, because `total` is the amount before refunds. What gift cards paid is added, because the extension
 * subtracts it from the total like a discount. Guests have the customer ID 0.
 */
export function wooCommerceOrderOf(order: WooCommerceOrder, paidAt: string): Order {
  const { billing, currency } = order;
  const lines = (order.line_items ?? []).filter((line) => line !== undefined);
  const parts = partsByContainer(lines);
  const partsOf = ({ id }: (typeof lines)[number]) => (id === undefined ? [] : (parts.get(id) ?? []));
  const items = withoutParts(lines).map((line) => ({
    title: line.name ?? '',
    quantity: line.quantity,
    giftCard: false,
    sku: line.sku,
    productId: line.product_id,
    price: priceOf(addUp([line, ...partsOf(line)].map(({ total }) => total))),
  }));
  const refunded = refundedTotal(order.refunds);
  const less = (amount: string) => subtract({ amount, currency }, { amount: refunded, currency }).amount;
  const goods = goodsTotal(order);
  const beforeTax = leftOf(goods, refunded);
  const giftCards = giftCardTotal(order.gift_cards);
  const total = giftCards === undefined || giftCards === 'unknown' ? order.total : addAmounts(order.total, giftCards);
  return {
    orderId: order.id,
    number: order.number,
    amount: less(total),
    subtotal: beforeTax,
    beforeTax,
    payments: keepPayments([
      ...cardOf(order, order.total, paidAt),
      ...(order.gift_cards ?? []).flatMap((card) => giftCardPayment(card?.amount)),
    ]),
    giftCardAmount: giftCards,
    currency,
    paidAt,
    paymentType: wooCommercePaymentType(order.payment_method),
    customer: {
      id: order.customer_id,
      email: billing?.email,
      firstName: billing?.first_name,
      lastName: billing?.last_name,
      locale: localeOf(order),
    },
    ...keepItems(items, beforeTax),
    tags: [],
    channel: order.created_via,
    test: isTestOrder(order.meta_data),
    refunds: refundsOf(order.refunds, currency),
  };
}

/** The sum of all lines, parts included, after discounts and before shipping and tax. `undefined` if a line can't be read. */
const goodsTotal = ({ line_items: lines }: WooCommerceOrder): string | undefined =>
  lines && addUp(lines.map((line) => line?.total));
