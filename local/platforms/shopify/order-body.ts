import { paymentStateOf, sum, times, totalsOf } from '../amounts.ts';
import { bigNumber, losslessText } from '../lossless-json.ts';
import type { ShopFacts } from '../platform-format.ts';
import type { Amounts, ShopLine, ShopOrder, ShopRefund, ShopTransaction } from '../shop-order.ts';

const gid = (type: string, id: string) => ({ id: bigNumber(id), admin_graphql_api_id: `gid://shopify/${type}/${id}` });

/** Shopify writes webhooks' times with the shop's offset, in whole seconds. */
function timeIn(shop: ShopFacts, atMs: number): string {
  const { utcOffsetMinutes: minutes } = shop;
  const local = new Date(atMs + minutes * 60_000).toISOString().slice(0, 19);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  return `${local}${minutes < 0 ? '-' : '+'}${offset}`;
}

/**
 * The body of order webhooks: the REST order.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/order
 */
export function shopifyOrderBody(shop: ShopFacts, order: ShopOrder): string {
  const time = (atMs: number | null) => (atMs === null ? null : timeIn(shop, atMs));
  const set = moneySetOf(order);
  const totals = totalsOf(order);
  const { customer, email } = order;
  return losslessText({
    ...gid('Order', order.id),
    app_id: 580111,
    cancel_reason: order.cancelledAtMs === null ? null : 'customer',
    cancelled_at: time(order.cancelledAtMs),
    closed_at: null,
    confirmed: true,
    contact_email: email,
    created_at: time(order.createdAtMs),
    currency: order.currency,
    current_subtotal_price: totals.currentSubtotal.shop,
    current_subtotal_price_set: set(totals.currentSubtotal),
    current_total_price: totals.currentTotal.shop,
    current_total_price_set: set(totals.currentTotal),
    current_total_tax: '0.00',
    customer_locale: order.locale,
    email,
    financial_status: paymentStateOf(order),
    fulfillment_status: null,
    name: order.number,
    order_number: Number(order.number.replace('#', '')),
    order_status_url: statusPageOf(shop),
    payment_gateway_names: order.gateways,
    presentment_currency: order.presentmentCurrency,
    processed_at: time(order.processedAtMs),
    source_name: order.sourceName,
    subtotal_price: totals.subtotal.shop,
    subtotal_price_set: set(totals.subtotal),
    tags: order.tags.join(', '),
    taxes_included: true,
    test: order.test,
    total_discounts: '0.00',
    total_price: totals.total.shop,
    total_price_set: set(totals.total),
    total_shipping_price_set: set(order.shipping),
    total_tax: '0.00',
    total_tip_received: order.tip.shop,
    updated_at: time(order.updatedAtMs),
    billing_address: { first_name: order.billing.firstName, last_name: order.billing.lastName },
    customer: customer && {
      ...gid('Customer', customer.id),
      email: customer.email,
      first_name: customer.firstName,
      last_name: customer.lastName,
    },
    line_items: order.lines.map((line) => lineBody(line, order)),
    refunds: order.refunds.map((refund) => refundBody(shop, order, refund)),
  });
}

/** The body of `refunds/create`. @see https://shopify.dev/docs/api/admin-rest/latest/resources/refund */
export const shopifyRefundBody = (shop: ShopFacts, order: ShopOrder, refund: ShopRefund): string =>
  losslessText(refundBody(shop, order, refund));

/** `https://<domain>/<shop id>/orders/…` */
export const statusPageOf = (shop: ShopFacts): string => `https://${shop.domain}/${shopifyShopId(shop)}/orders/status`;

/** The shop's numeric ID, from the name. */
export const shopifyShopId = (shop: ShopFacts): string =>
  String(Buffer.from(shop.id).reduce((hash, byte) => (hash * 31 + byte) % 1_000_000_007, 7) + 1);

/** Yen have no decimals. */
const inCurrency = (amount: string, currency: string): string =>
  currency === 'JPY' ? amount.replace(/\.00$/, '') : amount;

const moneySetOf = (order: ShopOrder) => (amounts: Amounts) => ({
  shop_money: { amount: amounts.shop, currency_code: order.currency },
  presentment_money: {
    amount: inCurrency(amounts.presentment, order.presentmentCurrency),
    currency_code: order.presentmentCurrency,
  },
});

const lineBody = (line: ShopLine, order: ShopOrder) => ({
  ...gid('LineItem', line.id),
  current_quantity: line.currentQuantity,
  discount_allocations: [],
  gift_card: line.giftCard,
  name: line.title,
  price: line.price.shop,
  price_set: moneySetOf(order)(line.price),
  product_exists: line.productId !== null,
  product_id: line.productId === null ? null : bigNumber(line.productId),
  quantity: line.quantity,
  sku: line.sku,
  title: line.title,
  tax_lines: [],
  total_discount: '0.00',
});

function refundBody(shop: ShopFacts, order: ShopOrder, refund: ShopRefund) {
  const set = moneySetOf(order);
  const at = timeIn(shop, refund.atMs);
  const nothing = times(refund.shipping, 0);
  return {
    ...gid('Refund', refund.id),
    order_id: bigNumber(order.id),
    created_at: at,
    processed_at: at,
    note: null,
    restock: true,
    duties: refund.duties ? [{ duty_id: 1, amount_set: set(refund.duties) }] : [],
    refund_duties: refund.duties ? [{ duty_id: 1, refund_type: 'FULL' }] : [],
    refund_line_items: refund.lines.map((line) => ({
      id: bigNumber(line.id),
      line_item_id: bigNumber(line.lineId),
      quantity: line.quantity,
      restock_type: 'return',
      subtotal: Number(line.subtotal.shop),
      subtotal_set: set(line.subtotal),
      total_tax: 0,
      total_tax_set: set(nothing),
      line_item: order.lines.filter(({ id }) => id === line.lineId).map((one) => lineBody(one, order))[0],
    })),
    refund_shipping_lines: hasShipping(refund)
      ? [{ id: bigNumber(refund.id), subtotal_amount_set: set(refund.shipping), tax_amount_set: set(nothing) }]
      : [],
    order_adjustments: adjustmentsOf(refund).map((amount) => ({
      id: bigNumber(refund.id),
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      amount: amount.shop,
      amount_set: set(amount),
      tax_amount: '0.00',
      tax_amount_set: set(nothing),
    })),
    transactions: refund.transactions.map((one) => transactionBody(shop, order, one)),
  };
}

const hasShipping = ({ shipping }: ShopRefund): boolean => Number(shipping.shop) !== 0;

/** The amounts of a refund's adjustments. They are negative if more is paid back than the lines are worth. */
export const adjustmentsOf = ({ discrepancy }: ShopRefund): Amounts[] =>
  Number(discrepancy.shop) === 0 ? [] : [times(sum(discrepancy), -1)];

const transactionBody = (shop: ShopFacts, order: ShopOrder, one: ShopTransaction) => ({
  ...gid('OrderTransaction', one.id),
  order_id: bigNumber(order.id),
  kind: one.kind,
  status: one.status,
  gateway: one.gateway,
  amount: inCurrency(one.amount.presentment, order.presentmentCurrency),
  currency: order.presentmentCurrency,
  created_at: timeIn(shop, one.atMs),
  processed_at: timeIn(shop, one.atMs),
  test: order.test,
});
