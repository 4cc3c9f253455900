import * as z from 'zod';
import { addAmounts, subtract } from '../../order/money.ts';
import type { Customer, Order } from '../../order/order.ts';
import { anything, lenient, listOf, shownText, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { leftOf, without } from '../goods.ts';
import { cardPayment, giftCardPayment, keepPayments } from '../payments.ts';
import { amount, Discount, discountOf } from './fields.ts';
import { giftCardsIn, PaidByCard } from './gift-cards.ts';
import { itemsOf, Lines } from './items.ts';
import { orderIdOf, statusFields, type Payment } from './payment.ts';
import { adobeCommercePaymentType } from './payment-type.ts';

const Address = lenient(
  z.object({
    address_type: anything,
    email: wholeText(320),
    firstname: shownText(200),
    lastname: shownText(200),
  }),
);

/** The number that people use. It may have letters, and `-1` after the order was edited. */
export const OrderNumber = z.preprocess(
  (number) => (typeof number === 'number' ? String(number) : number),
  shownText(64),
);

/** The store that the order was placed in. */
export const Store = z.preprocess((id) => (typeof id === 'number' ? String(id) : id), shownText(100));

/**
 * The fields of a paid order that are read, in an event or in an answer of the REST API. Amounts are in `order_currency_code`, in which the
 * customer paid. Those that begin with `base_` are in the currency of the shop's books.
 * @see https://developer.adobe.com/commerce/extensibility/events/events-reference/
 */
export const CommerceOrder = z.object({
  ...statusFields,
  increment_id: OrderNumber,
  subtotal: lenient(amount),
  discount_amount: Discount,
  customer_id: wholeText(128),
  customer_is_guest: anything,
  customer_email: wholeText(320),
  customer_firstname: shownText(200),
  customer_lastname: shownText(200),
  billing_address: Address,
  addresses: listOf(Address).catch([]),
  payment: lenient(
    z.object({ method: lenient(z.string()), cc_type: anything, cc_last_4: anything, cc_last4: anything }),
  ),
  items: Lines,
  store_id: Store,
  ...PaidByCard.shape,
  extension_attributes: lenient(PaidByCard),
});
export type CommerceOrder = z.infer<typeof CommerceOrder>;

/**
 * Converts a paid order. The amount is what the customer owes, whether paid in money, by gift card or from store credit, less the refunds.
 * @param isWhole whether the order contains all fields that have a value
 */
export function commerceOrderOf(
  order: CommerceOrder,
  { total, canceled, currency, createdAt, refunded }: Extract<Payment, { is: 'paid' }>,
  isWhole: boolean,
): Omit<Order, 'refunds'> {
  const giftCardAmount = giftCardsIn(order, isWhole);
  const whole =
    giftCardAmount === undefined || giftCardAmount === 'unknown' ? total : addAmounts(total, giftCardAmount);
  const returned = refunded?.amount ?? '0';
  const less = (from: string, part: string) => subtract({ amount: from, currency }, { amount: part, currency }).amount;
  const { cc_type: brand, cc_last_4, cc_last4: last4 = cc_last_4 } = order.payment ?? {};
  const cards = order.gift_cards_amount ?? order.extension_attributes?.gift_cards_amount;
  // Commerce's subtotal is without tax, whatever its prices are.
  const beforeTax = leftOf(without(order.subtotal ?? undefined, discountOf(order, isWhole), canceled), returned);
  return {
    orderId: orderIdOf(order),
    number: order.increment_id,
    amount: less(whole, returned),
    subtotal: beforeTax,
    beforeTax,
    payments: keepPayments([...cardPayment({ brand, last4, amount: total }), ...giftCardPayment(cards)]),
    giftCardAmount,
    currency,
    // Commerce doesn't say when an order was paid, and saves orders long after that. So an order counts as paid when it was placed.
    paidAt: createdAt,
    paymentType: adobeCommercePaymentType(order.payment?.method),
    customer: customerOf(order),
    ...keepItems(itemsOf(order.items, isWhole), beforeTax),
    tags: [],
    channel: order.store_id,
    // Commerce marks no order as a test.
    test: false,
  };
}

/** Guests have no ID, and their names are only in the billing address. */
function customerOf(order: CommerceOrder): Customer {
  const isGuest = ['1', 'true'].includes(String(order.customer_is_guest));
  const billing =
    order.billing_address ?? order.addresses.find((address) => address?.address_type === 'billing') ?? undefined;
  return {
    // Events write numbers as texts, and no customer has the ID 0.
    id: isGuest || order.customer_id === '0' ? undefined : order.customer_id,
    email: order.customer_email ?? billing?.email,
    firstName: order.customer_firstname ?? billing?.firstname,
    lastName: order.customer_lastname ?? billing?.lastname,
  };
}
