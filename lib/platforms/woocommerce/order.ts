import { decodeHTMLStrict } from 'entities/decode';
import * as z from 'zod';
import { addAmounts, subtract } from '../../order/money.ts';
import { Currency, DecimalAmount, type Order, type Refund } from '../../order/order.ts';
import { anything, capText, listOf, numericId, quantity, shownText, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { wooCommercePaymentType } from './payment-type.ts';

/** WooCommerce says `2017-03-22T19:28:08` and means UTC. */
const gmtInstant = z.iso
  .datetime({ local: true, error: 'expected a time such as 2026-01-31T12:00:00' })
  .transform((text) => new Date(text.endsWith('Z') ? text : `${text}Z`).toISOString());

/** A refund within an order: negative, `-10.00`. */
const RefundEntry = z.object({
  id: numericId,
  total: z
    .string()
    .transform((total) => total.replace(/^-/, ''))
    .pipe(DecimalAmount)
    .optional()
    .catch(undefined),
});

/** What the official Gift Cards extension adds for each card that paid. Its code is as good as cash and is not read. */
const PaidGiftCard = z.object({
  amount: z
    .union([z.string(), z.number().transform(String)])
    .pipe(DecimalAmount)
    .optional()
    .catch(undefined),
});

/** WooCommerce encodes titles for HTML: `Ship Your Idea &ndash; Black`. */
const decodedText = (maxChars: number) =>
  shownText(20_000).transform((text) => (text === undefined ? undefined : capText(decodeHTMLStrict(text), maxChars)));

/**
 * What we read of an order, as the REST API gives it; all else is ignored.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
 */
export const WooCommerceOrder = z.object({
  id: numericId,
  number: anything,
  status: z.string('expected a status'),
  currency: Currency,
  total: DecimalAmount,
  date_paid_gmt: gmtInstant.nullable(),
  date_modified_gmt: gmtInstant.nullish().catch(undefined),
  payment_method: wholeText(100),
  created_via: shownText(100),
  customer_id: wholeText(128),
  billing: z
    .object({ email: wholeText(320), first_name: decodedText(200), last_name: decodedText(200) })
    .nullish()
    .catch(undefined),
  line_items: listOf(z.object({ name: decodedText(300), quantity, total: DecimalAmount.optional().catch(undefined) })),
  refunds: listOf(RefundEntry),
  /** @see https://woocommerce.com/document/gift-cards/rest-api-reference/ */
  gift_cards: listOf(PaidGiftCard).catch([]),
});
export type WooCommerceOrder = z.infer<typeof WooCommerceOrder>;

export const refundsOf = (order: WooCommerceOrder): Refund[] =>
  order.refunds.slice(0, 50).map(({ id, total }) => ({ id, amount: total }));

/**
 * The order as it stands: `total` is what it once was, so refunds are taken off, and what gift cards paid is put back on:
 * the extension takes it off the total like a discount. Guests have the customer id 0.
 */
export function orderOf(order: WooCommerceOrder, paidAt: string): Order {
  const { billing, currency } = order;
  const items = order.line_items.map(({ name, quantity: pieces }) => ({
    title: name ?? '',
    quantity: pieces,
    giftCard: false,
  }));
  const refunded = order.refunds.reduce((sum, { total }) => addAmounts(sum, total ?? '0'), '0');
  const less = (amount: string) => subtract({ amount, currency }, { amount: refunded, currency }).amount;
  const goods = goodsTotal(order);
  const giftCards = giftCardTotal(order);
  const total = giftCards === undefined || giftCards === 'unknown' ? order.total : addAmounts(order.total, giftCards);
  return {
    orderId: order.id,
    number: wholeText(64).parse(order.number),
    amount: less(total),
    subtotal: goods === undefined ? undefined : less(goods),
    giftCardAmount: giftCards,
    currency,
    paidAt,
    paymentType: wooCommercePaymentType(order.payment_method),
    customer: {
      id: order.customer_id,
      email: billing?.email,
      firstName: billing?.first_name,
      lastName: billing?.last_name,
    },
    ...keepItems(items),
    tags: [],
    channel: order.created_via,
    test: false,
    refunds: refundsOf(order),
  };
}

/** What the goods cost after discounts, before shipping and tax. */
const goodsTotal = ({ line_items }: WooCommerceOrder): string | undefined =>
  line_items.reduce<string | undefined>(
    (sum, { total }) => (sum === undefined || total === undefined ? undefined : addAmounts(sum, total)),
    '0',
  );

const giftCardTotal = ({ gift_cards: cards }: WooCommerceOrder): string | undefined => {
  if (cards.length === 0) return undefined;
  if (cards.some(({ amount }) => amount === undefined)) return 'unknown';
  return cards.reduce((sum, { amount = '0' }) => addAmounts(sum, amount), '0');
};
