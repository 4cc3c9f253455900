import * as z from 'zod';
import { compareAmounts } from '../../order/money.ts';
import type { Customer, Money, Order, Refund } from '../../order/order.ts';
import {
  anything,
  currencyCode,
  decimal,
  flag,
  listOf,
  numericId,
  shownText,
  statedList,
  wholeText,
} from '../fields.ts';
import { keepItems } from '../fit.ts';
import { addUp, isSame, leftOf, without } from '../goods.ts';
import { giftCardPayment, keepPayments } from '../payments.ts';
import { gidOr } from './gid.ts';
import { itemsOf, Lines, taxOnGoods } from './items.ts';
import { giftCardShare, shopifyPaymentType } from './payment-type.ts';
import { isOfMoneyAlone, refundOf, type ShopifyRefund } from './refund.ts';
import { tagsOf } from './tags.ts';
import { TaxLines, taxOf } from './tax.ts';

const Person = z
  .object({ first_name: shownText(200), last_name: shownText(200) })
  .nullish()
  .catch(undefined);

/** An amount in the customer's currency. */
const MoneySet = z
  .object({ presentment_money: z.object({ amount: decimal, currency_code: currencyCode }) })
  .transform(({ presentment_money: { amount, currency_code } }): Money => ({ amount, currency: currency_code }))
  .optional()
  .catch(undefined);

/**
 * The fields of an order that are read, besides its payment.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
 */
export const ShopifyOrder = z.object({
  id: numericId,
  admin_graphql_api_id: anything,
  name: shownText(64),
  current_total_price: decimal.nullish(),
  current_total_price_set: MoneySet,
  total_price: decimal,
  total_price_set: MoneySet,
  current_subtotal_price: decimal.nullish().catch(undefined),
  subtotal_price: decimal.nullish().catch(undefined),
  taxes_included: z.boolean().optional().catch(undefined),
  current_total_tax: decimal.optional().catch(undefined),
  total_tax: decimal.optional().catch(undefined),
  shipping_lines: statedList(z.object({ tax_lines: TaxLines })),
  currency: currencyCode,
  presentment_currency: currencyCode.nullish().catch(undefined),
  payment_gateway_names: listOf(anything).catch([]),
  customer: z
    .object({
      id: wholeText(128),
      admin_graphql_api_id: anything,
      email: wholeText(320),
      first_name: shownText(200),
      last_name: shownText(200),
    })
    .nullish()
    .catch(undefined),
  billing_address: Person,
  email: wholeText(320),
  contact_email: wholeText(320),
  customer_locale: wholeText(35),
  line_items: Lines,
  tags: anything,
  source_name: shownText(100),
  test: flag,
});
export type ShopifyOrder = z.infer<typeof ShopifyOrder>;

export const OrderId = ShopifyOrder.pick({ id: true, admin_graphql_api_id: true });
export const shopifyOrderIdOf = (order: z.infer<typeof OrderId>): string =>
  gidOr('Order', order.admin_graphql_api_id, order.id);

/** Converts an order. Its amount and items exclude what was removed or refunded. */
export function shopifyOrderOf(order: ShopifyOrder, paidAt: string, refunds: readonly ShopifyRefund[]): Order {
  const amount = order.current_total_price ?? order.total_price;
  // An entry that isn't a name also paid a part, but certainly not by card.
  const gateways = order.payment_gateway_names.map((name) => (typeof name === 'string' ? name : ''));
  const share = giftCardShare(gateways);
  const beforeTax = beforeTaxOf(order);
  return {
    orderId: shopifyOrderIdOf(order),
    number: order.name,
    amount,
    subtotal: order.current_subtotal_price ?? order.subtotal_price ?? undefined,
    beforeTax,
    payments: keepPayments(share === 'all' ? giftCardPayment(amount) : []),
    giftCardAmount: share === 'all' ? amount : share === 'some' ? 'unknown' : undefined,
    currency: order.currency,
    ...presentmentOf(order),
    paidAt,
    paymentType: shopifyPaymentType(gateways),
    customer: customerOf(order),
    ...keepItems(itemsOf(order.line_items, order.taxes_included), beforeTax),
    tags: tagsOf(order.tags),
    channel: order.source_name,
    test: order.test,
    refunds: refunds.slice(0, 50).map((refund) => refundWithin(order, refund)),
  };
}

/**
 * The goods before tax, if the order says whether their prices contain it. `subtotal_price` contains it then. All of the order's taxes are deducted, with
 * those of the shipping, unless the lines say which are whose: orders that apps make may have taxes that no line has.
 */
function beforeTaxOf(order: ShopifyOrder): string | undefined {
  const { current_subtotal_price, subtotal_price, taxes_included: taxesIncluded, shipping_lines } = order;
  const goods = current_subtotal_price ?? subtotal_price ?? undefined;
  if (taxesIncluded === undefined) return undefined;
  const all = order.current_total_tax ?? order.total_tax;
  const onGoods = taxOnGoods(order.line_items);
  const onShipping = shipping_lines && addUp(shipping_lines.map((line) => line && taxOf(line)));
  const tax = isSame(without(all, onShipping), onGoods) ? onGoods : all;
  return leftOf(taxesIncluded ? without(goods, tax) : goods, '0');
}

/** Whether the order's amount equals `total_price`, the amount before refunds. */
const isTotal = ({ current_total_price: current, total_price }: ShopifyOrder): boolean =>
  typeof current !== 'string' || compareAmounts(current, total_price) === 0;

/** What the customer paid in another currency, if that is known for the same total as the order's amount. Otherwise only the currency. */
function presentmentOf(order: ShopifyOrder): Pick<Order, 'presentment' | 'presentmentCurrency'> {
  const { current_total_price, current_total_price_set, total_price_set, presentment_currency, currency } = order;
  const current = typeof current_total_price === 'string' ? current_total_price_set : undefined;
  const paid = current ?? (isTotal(order) ? total_price_set : undefined);
  if (paid !== undefined && paid.currency !== currency) return { presentment: paid };
  const paidIn = presentment_currency ?? paid?.currency ?? total_price_set?.currency;
  return paidIn !== undefined && paidIn !== currency ? { presentmentCurrency: paidIn } : {};
}

/**
 * A refund in an order. Refunded lines are subtracted from `current_total_price`. For a refund without lines, the documentation contradicts
 * itself; it's certainly not subtracted if the amount is still the total before all refunds.
 */
function refundWithin(order: ShopifyOrder, refund: ShopifyRefund): Refund {
  const isSubtracted = !isTotal(order) || (typeof order.current_total_price === 'string' && !isOfMoneyAlone(refund));
  return { ...refundOf(refund), ...(!isSubtracted && { notTakenOff: true }) };
}

/** Prefers the account's e-mail address to the order's: privacy requests and Thanx identify customers by it. */
function customerOf({ customer, billing_address, email, contact_email, customer_locale }: ShopifyOrder): Customer {
  const named = customer?.first_name || customer?.last_name ? customer : billing_address;
  return {
    id: gidOr('Customer', customer?.admin_graphql_api_id, customer?.id),
    email: customer?.email ?? email ?? contact_email,
    firstName: named?.first_name,
    lastName: named?.last_name,
    locale: customer_locale,
  };
}
