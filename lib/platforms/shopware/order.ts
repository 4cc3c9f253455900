import * as z from 'zod';
import type { Order, Refund } from '../../order/order.ts';
import { capText, currencyCode, decimal, lenient, listOf, shownText, signedAmount, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { leftOf, without } from '../goods.ts';
import { itemsOf, Lines } from './items.ts';
import { shopwarePaymentType } from './payment-type.ts';
import { Taxed, taxIn } from './tax.ts';
import { instant, latestOf, lessRefunds, State, Transactions } from './transactions.ts';

const orderId = z.string("expected the order's id").regex(/^[0-9a-f]{32}$/, 'expected an id of 32 hex digits');

/** The fields that say which order it is, and when it was as the body says. They are read first, and alone. */
export const ShopwareStatus = z.object({
  id: orderId,
  stateMachineState: State,
  createdAt: instant,
  updatedAt: instant,
  orderDateTime: instant,
  transactions: Transactions,
});
export type ShopwareStatus = z.infer<typeof ShopwareStatus>;

/**
 * The fields of a paid order that are read. Amounts are JSON floats in `currency`, which is what the customer pays in. `amountTotal` includes
 * shipping and taxes, whatever `taxStatus` says: `gross`, `net` (taxes were added) or `tax-free`.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Checkout/Order/OrderDefinition.php
 */
export const ShopwareOrder = z.object({
  id: orderId,
  orderNumber: z.transform((number) => (typeof number === 'number' ? String(number) : number)).pipe(shownText(64)),
  amountTotal: decimal,
  positionPrice: lenient(decimal),
  amountNet: signedAmount,
  taxStatus: lenient(z.string()),
  shippingTotal: signedAmount,
  shippingCosts: Taxed,
  currency: z.object({ isoCode: currencyCode }, 'expected the currency'),
  language: lenient(z.object({ locale: lenient(z.object({ code: wholeText(35) })) })),
  orderCustomer: lenient(
    z.object({
      email: wholeText(320),
      firstName: shownText(200),
      lastName: shownText(200),
      customerNumber: wholeText(128),
    }),
  ),
  lineItems: Lines,
  tags: listOf(lenient(z.object({ name: z.string() }))).catch([]),
  salesChannelId: shownText(100),
  transactions: Transactions,
});
export type ShopwareOrder = z.infer<typeof ShopwareOrder>;

/** What a list says besides. */
export const ShopwareListed = ShopwareOrder.pick({ orderNumber: true, salesChannelId: true });

export const OrderCurrency = ShopwareOrder.pick({ currency: true });

/** The total, for orders whose payment must be decided. */
export const OrderTotal = ShopwareOrder.pick({ amountTotal: true, currency: true });

/**
 * When the order was as the body says: its own last change, or that of its latest payment. A changed payment doesn't change `updatedAt` of its
 * order, and `timestamp` is newer each time that Shopware sends the same body again.
 */
export const changedAtOf = ({ createdAt, updatedAt, transactions }: ShopwareStatus): string | undefined =>
  latestOf([createdAt, updatedAt, ...transactions.flatMap((one) => [one.createdAt, one.updatedAt])]);

/** The goods before tax. A tax in the shipping that isn't known is deducted too, so this may be less than they cost, but never more. */
const netOf = ({ amountNet, shippingTotal, shippingCosts, taxStatus }: ShopwareOrder): string | undefined =>
  without(amountNet, without(shippingTotal, taxIn(shippingCosts, taxStatus) ?? '0'));

/** Converts an order. @param refunds refunds of parts, which are subtracted if their amounts are known */
export function shopwareOrderOf(order: ShopwareOrder, paidAt: string, refunds: Refund[]): Order {
  const currency = order.currency.isoCode;
  const { orderCustomer: customer, positionPrice } = order;
  const less = (amount: string) => lessRefunds(amount, currency, refunds);
  const net = leftOf(netOf(order), '0');
  const beforeTax = net && less(net);
  return {
    orderId: order.id,
    number: order.orderNumber,
    amount: less(order.amountTotal),
    subtotal: typeof positionPrice === 'string' ? less(positionPrice) : undefined,
    beforeTax,
    currency,
    paidAt,
    paymentType: shopwarePaymentType(order.transactions),
    customer: {
      // Webhooks leave out the customer's id. Guests have a number, too, and nothing says that they are guests.
      id: customer?.customerNumber,
      email: customer?.email,
      firstName: customer?.firstName,
      lastName: customer?.lastName,
      locale: order.language?.locale?.code,
    },
    ...keepItems(itemsOf(order.lineItems, order.taxStatus), beforeTax),
    tags: order.tags.flatMap((tag) => (tag ? [capText(tag.name, 100)] : [])).slice(0, 100),
    channel: order.salesChannelId,
    // Shopware has no test orders.
    test: false,
    refunds,
  };
}
