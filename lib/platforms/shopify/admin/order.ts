import * as z from 'zod';
import { refuseOlder } from '../../admin/refuse-older.ts';
import type { RawWebhook } from '../../platform.ts';
import type { Query } from './graphql.ts';
import { MoneyBag, moneyFields, webhookAmount, webhookSet } from './money.ts';
import { lastPayment, Transactions } from './paid-times.ts';
import { webhookRefund } from './refunds.ts';
import { pageOf, wholeList } from './whole-list.ts';

const Line = z.object({
  title: z.string().nullish(),
  quantity: z.number(),
  currentQuantity: z.number(),
  isGiftCard: z.boolean(),
  sku: z.string().nullish(),
  priceAfterAllDiscountsBeforeTaxesSet: MoneyBag.nullish(),
  product: z.object({ legacyResourceId: z.string() }).nullish(),
});
type Line = z.infer<typeof Line>;

const Lines = pageOf(Line);

const Order = z.object({
  id: z.string(),
  legacyResourceId: z.string(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  customerLocale: z.string().nullish(),
  createdAt: z.string(),
  processedAt: z.string().nullish(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullish(),
  displayFinancialStatus: z.string().nullish(),
  presentmentCurrencyCode: z.string(),
  totalPriceSet: MoneyBag,
  currentTotalPriceSet: MoneyBag,
  subtotalPriceSet: MoneyBag.nullish(),
  currentSubtotalPriceSet: MoneyBag,
  taxesIncluded: z.boolean().nullish(),
  currentTotalTaxSet: MoneyBag.nullish(),
  totalTipReceivedSet: MoneyBag.nullish(),
  paymentGatewayNames: z.array(z.string()),
  sourceName: z.string().nullish(),
  statusPageUrl: z.string().nullish(),
  tags: z.array(z.string()),
  test: z.boolean(),
  customer: z
    .object({
      id: z.string(),
      legacyResourceId: z.string(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
    })
    .nullish(),
  billingAddress: z.object({ firstName: z.string().nullish(), lastName: z.string().nullish() }).nullish(),
  transactions: Transactions,
  refunds: z.array(z.object({ id: z.string() })),
  lineItems: Lines,
});
type Order = z.infer<typeof Order>;

const lineFields = `nodes { title quantity currentQuantity isGiftCard sku product { legacyResourceId }
      priceAfterAllDiscountsBeforeTaxesSet ${moneyFields} }
      pageInfo { hasNextPage endCursor }`;

const orderQuery = `query ($id: ID!) {
  order(id: $id) {
    id legacyResourceId name email customerLocale createdAt processedAt updatedAt cancelledAt displayFinancialStatus
    presentmentCurrencyCode paymentGatewayNames sourceName statusPageUrl tags test
    totalPriceSet ${moneyFields} currentTotalPriceSet ${moneyFields}
    subtotalPriceSet ${moneyFields} currentSubtotalPriceSet ${moneyFields} totalTipReceivedSet ${moneyFields}
    taxesIncluded currentTotalTaxSet ${moneyFields}
    customer { id legacyResourceId firstName lastName defaultEmailAddress { emailAddress } }
    billingAddress { firstName lastName }
    transactions(first: 100) { kind status processedAt createdAt }
    refunds(first: 50) { id }
    lineItems(first: 100) { ${lineFields} }
  }
}`;

const linesQuery = `query ($id: ID!, $after: String) {
  order(id: $id) { lineItems(first: 100, after: $after) { ${lineFields} } }
}`;

/**
 * Fetches an order, in the form of the webhook `orders/paid`: one reader then decides what an order means, however it arrived. Only the time
 * of payment differs: here it's that of the last successful payment.
 * @returns `undefined` if the order was deleted
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */
export async function fetchShopifyOrder(
  ask: Query,
  orderId: string,
  listedAt: string | undefined,
): Promise<RawWebhook | undefined> {
  const id = `gid://shopify/Order/${orderId}`;
  const { order } = await ask(z.object({ order: Order.nullable() }), orderQuery, { id });
  if (order === null) return undefined;
  refuseOlder(order.updatedAt, listedAt);
  const schema = z.object({ order: z.object({ lineItems: Lines }).nullable() });
  const lines = await wholeList(
    order.lineItems,
    async (after) => (await ask(schema, linesQuery, { id, after })).order?.lineItems,
  );
  if (lines === undefined) return undefined;
  const refunds: unknown[] = [];
  for (const refund of order.refunds) refunds.push(await webhookRefund(ask, refund.id));
  const body = Buffer.from(JSON.stringify(webhookBody(order, lines, refunds)));
  const paidAt = lastPayment(order.transactions);
  return {
    headers: { 'x-shopify-topic': 'orders/paid', ...(paidAt !== undefined && { 'x-shopify-triggered-at': paidAt }) },
    url: '',
    body,
  };
}

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object */
const webhookBody = (order: Order, lines: readonly Line[], refunds: readonly unknown[]) => ({
  id: order.legacyResourceId,
  admin_graphql_api_id: order.id,
  name: order.name,
  email: order.email,
  customer_locale: order.customerLocale,
  created_at: order.createdAt,
  processed_at: order.processedAt,
  updated_at: order.updatedAt,
  cancelled_at: order.cancelledAt ?? null,
  financial_status: (order.displayFinancialStatus ?? '').toLowerCase(),
  currency: order.totalPriceSet.shopMoney.currencyCode,
  presentment_currency: order.presentmentCurrencyCode,
  total_price: webhookAmount(order.totalPriceSet.shopMoney),
  total_price_set: webhookSet(order.totalPriceSet),
  current_total_price: webhookAmount(order.currentTotalPriceSet.shopMoney),
  current_total_price_set: webhookSet(order.currentTotalPriceSet),
  subtotal_price: order.subtotalPriceSet && webhookAmount(order.subtotalPriceSet.shopMoney),
  current_subtotal_price: webhookAmount(order.currentSubtotalPriceSet.shopMoney),
  taxes_included: order.taxesIncluded,
  current_total_tax: order.currentTotalTaxSet && webhookAmount(order.currentTotalTaxSet.shopMoney),
  payment_gateway_names: order.paymentGatewayNames,
  source_name: order.sourceName,
  order_status_url: order.statusPageUrl,
  tags: order.tags.join(', '),
  test: order.test,
  customer: order.customer && {
    id: order.customer.legacyResourceId,
    admin_graphql_api_id: order.customer.id,
    email: order.customer.defaultEmailAddress?.emailAddress,
    first_name: order.customer.firstName,
    last_name: order.customer.lastName,
  },
  billing_address: order.billingAddress && {
    first_name: order.billingAddress.firstName,
    last_name: order.billingAddress.lastName,
  },
  line_items: lines.map((line) => ({
    title: line.title,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    gift_card: line.isGiftCard,
    sku: line.sku,
    product_id: line.product?.legacyResourceId,
    current_subtotal_price_set:
      line.priceAfterAllDiscountsBeforeTaxesSet && webhookSet(line.priceAfterAllDiscountsBeforeTaxesSet),
    ...(isTip(line, order) && { tip: {} }),
  })),
  refunds,
});

/** GraphQL doesn't mark the line of a tip. It has no product, and the order says that there was a tip. */
const isTip = ({ title, sku, product }: Line, { totalTipReceivedSet: tip }: Order): boolean =>
  title === 'Tip' && !sku && !product && tip !== null && tip !== undefined && Number(tip.shopMoney.amount) > 0;
