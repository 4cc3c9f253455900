import * as z from 'zod';
import { subtract } from '../../order/money.ts';
import type { Customer, Money, Order } from '../../order/order.ts';
import { decimal, lenient, shownText, utcInstant, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { leftOf } from '../goods.ts';
import { GiftCards, giftCardAmountOf } from './gift-cards.ts';
import { itemsOf, Lines } from './items.ts';
import { statusFields } from './payment.ts';
import { paymentsOf } from './paid-by.ts';
import { saleorPaymentType } from './transactions.ts';

/** An ID in Saleor's API, such as the base64 of `Order:57b50a40-c4fb-4b43-b188-3bafde1770d9`. It's kept as it is. */
const saleorId = z.string('expected an ID').regex(/^[\w+/=-]{1,128}$/, 'expected an ID such as T3JkZXI6NTdiNTBhNDA=');

/** The fields that say which order it is, when it was as the body says, and whether it's paid. They are read first, and alone. */
export const SaleorStatus = z.object({
  id: saleorId,
  origin: lenient(z.string()),
  created: lenient(utcInstant),
  updatedAt: lenient(utcInstant),
  ...statusFields,
});
export type SaleorStatus = z.infer<typeof SaleorStatus>;

/** People's number of the order. */
export const OrderNumber = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), shownText(64));

export const Channel = lenient(z.object({ slug: shownText(100) }));

const Name = { firstName: shownText(200), lastName: shownText(200) };

/**
 * The fields of a paid order that are read, besides its amounts.
 * @see https://docs.saleor.io/api-reference/orders/objects/order
 */
export const SaleorOrder = z.object({
  id: saleorId,
  number: OrderNumber,
  languageCodeEnum: shownText(35),
  userEmail: wholeText(320),
  // `null` for guests.
  user: lenient(z.object({ id: wholeText(128), email: wholeText(320), ...Name })),
  billingAddress: lenient(z.object(Name)),
  channel: Channel,
  subtotal: lenient(
    z.object({ gross: lenient(z.object({ amount: decimal })), net: lenient(z.object({ amount: decimal })) }),
  ),
  giftCards: GiftCards,
  transactions: statusFields.transactions,
  lines: Lines,
});
export type SaleorOrder = z.infer<typeof SaleorOrder>;

interface Paid {
  paidAt: string;
  total: Money;
  refunded: Money | undefined;
  /** Saleor's, if the event says it. */
  version: string | undefined;
}

/** Converts a paid order. `total` is the amount before refunds, with shipping, taxes and discounts. Saleor marks no order as a test. */
export function saleorOrderOf(order: SaleorOrder, { paidAt, total, refunded, version }: Paid): Omit<Order, 'refunds'> {
  const { currency } = total;
  const goods = order.subtotal?.gross?.amount;
  const less = (amount: string) => (refunded === undefined ? amount : subtract({ amount, currency }, refunded).amount);
  const beforeTax = leftOf(order.subtotal?.net?.amount, refunded?.amount ?? '0');
  return {
    orderId: order.id,
    number: order.number,
    amount: less(total.amount),
    subtotal: goods === undefined ? undefined : less(goods),
    beforeTax,
    payments: paymentsOf(order.transactions),
    giftCardAmount: giftCardAmountOf(order.transactions, order.giftCards, version),
    currency,
    paidAt,
    paymentType: saleorPaymentType(order.transactions),
    customer: customerOf(order),
    ...keepItems(itemsOf(order.lines), beforeTax),
    tags: [],
    channel: order.channel?.slug,
    test: false,
  };
}

/** Prefers the account's e-mail address to the order's: Thanx identifies customers by it. The shipping address may name somebody else. */
function customerOf({ user, userEmail, billingAddress, languageCodeEnum }: SaleorOrder): Customer {
  const named = user?.firstName || user?.lastName ? user : billingAddress;
  return {
    id: user?.id,
    email: user?.email ?? userEmail,
    firstName: named?.firstName,
    lastName: named?.lastName,
    locale: languageCodeEnum === undefined ? undefined : localeOf(languageCodeEnum),
  };
}

/** `PT_BR` → `pt-BR`. */
function localeOf(code: string): string {
  const [language = '', ...rest] = code.split(/[_-]/);
  return [language.toLowerCase(), ...rest].join('-');
}
