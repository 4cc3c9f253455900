import * as z from 'zod';
import { Currency, DecimalAmount, type Customer, type Order } from '../../order/order.ts';
import { anything, flag, listOf, numericId, quantity, shownText, utcInstant, wholeText } from '../fields.ts';
import { keepItems } from '../fit.ts';
import { gidOr } from './gid.ts';
import { giftCardShare, shopifyPaymentType } from './payment-type.ts';
import { refundOf, ShopifyRefund } from './refund.ts';

const Person = z
  .object({ first_name: shownText(200), last_name: shownText(200) })
  .nullish()
  .catch(undefined);

/**
 * What we read of an order; all else is ignored.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
 */
export const ShopifyOrder = z.object({
  id: numericId,
  admin_graphql_api_id: anything,
  name: shownText(64),
  current_total_price: DecimalAmount.nullish(),
  total_price: DecimalAmount,
  current_subtotal_price: DecimalAmount.nullish().catch(undefined),
  subtotal_price: DecimalAmount.nullish().catch(undefined),
  currency: Currency,
  financial_status: anything,
  processed_at: utcInstant.nullish(),
  created_at: utcInstant.nullish(),
  cancelled_at: utcInstant.nullish(),
  payment_gateway_names: listOf(z.string()).catch([]),
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
  line_items: listOf(z.object({ title: shownText(300), quantity, current_quantity: anything, gift_card: flag })),
  tags: z.string().catch(''),
  source_name: shownText(100),
  test: flag,
  refunds: listOf(ShopifyRefund),
});
export type ShopifyOrder = z.infer<typeof ShopifyOrder>;

export const orderIdOf = (order: Pick<ShopifyOrder, 'id' | 'admin_graphql_api_id'>): string =>
  gidOr('Order', order.admin_graphql_api_id, order.id);

/** The order as it stands: what was removed or refunded since is off its amount and its items. */
export function orderOf(order: ShopifyOrder, paidAt: string, test: boolean): Order {
  const items = order.line_items
    .map((line) => ({
      title: line.title ?? '',
      quantity: line.current_quantity === undefined ? line.quantity : quantity.parse(line.current_quantity),
      giftCard: line.gift_card,
    }))
    .filter((item) => item.quantity > 0);
  const amount = order.current_total_price ?? order.total_price;
  const share = giftCardShare(order.payment_gateway_names);
  return {
    orderId: orderIdOf(order),
    number: order.name,
    amount,
    subtotal: order.current_subtotal_price ?? order.subtotal_price ?? undefined,
    giftCardAmount: share === 'all' ? amount : share === 'some' ? 'unknown' : undefined,
    currency: order.currency,
    paidAt,
    paymentType: shopifyPaymentType(order.payment_gateway_names),
    customer: customerOf(order),
    ...keepItems(items),
    tags: tagsOf(order.tags),
    channel: order.source_name,
    test,
    refunds: order.refunds.slice(0, 50).map(refundOf),
  };
}

/** The account's e-mail before the order's: privacy requests and Thanx know customers by it. */
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

const tagsOf = (tags: string): string[] =>
  tags
    .split(',')
    .map((tag) => shownText(100).parse(tag.trim()))
    .filter((tag) => tag !== undefined)
    .slice(0, 100);
