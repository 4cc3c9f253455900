import { paymentStateOf, sum, times, totalsOf, type PaymentState } from '../amounts.ts';
import type { ShopOrder, ShopRefund, ShopTransaction } from '../shop-order.ts';

const names: Readonly<Record<number, string>> = {
  4: 'Refunded',
  5: 'Cancelled',
  7: 'Awaiting Payment',
  11: 'Awaiting Fulfillment',
  14: 'Partially Refunded',
};

const statuses: Record<PaymentState, { id: number; payment: string }> = {
  // Paid outside BigCommerce, perhaps.
  pending: { id: 7, payment: '' },
  paid: { id: 11, payment: 'captured' },
  partially_refunded: { id: 14, payment: 'partially refunded' },
  refunded: { id: 4, payment: 'refunded' },
  voided: { id: 5, payment: 'void' },
};

/** A cancelled order keeps the status of its payment. */
export const statusIdOf = (order: ShopOrder): number =>
  order.cancelledAtMs === null ? statuses[paymentStateOf(order)].id : 5;

/** RFC 2822, in whole seconds. */
const rfc2822 = (atMs: number): string => new Date(atMs).toUTCString().replace('GMT', '+0000');

/** Amounts have four decimals, in the currency that the customer pays in. */
const fourDecimals = (amount: string): string => `${amount}00`;

/**
 * An order as the orders API shows it. IDs are digits, which a number may not hold.
 * @param lines whether it contains its lines, or a link to them
 * @see https://developer.bigcommerce.com/docs/rest-management/orders#get-an-order
 */
export function bigCommerceOrderBody(order: ShopOrder, store: string, { lines }: { lines: boolean }) {
  const { subtotal, total } = totalsOf(order);
  const statusId = statusIdOf(order);
  const link = (what: string) => ({
    url: `https://api.bigcommerce.com/stores/${store}/v2/orders/${order.id}/${what}`,
    resource: `/orders/${order.id}/${what}`,
  });
  return {
    id: Number(order.id),
    customer_id: Number(order.customer?.id ?? 0),
    date_created: rfc2822(order.createdAtMs),
    date_modified: rfc2822(order.updatedAtMs),
    date_shipped: '',
    status_id: statusId,
    status: names[statusId],
    subtotal_ex_tax: fourDecimals(subtotal.presentment),
    subtotal_inc_tax: fourDecimals(subtotal.presentment),
    shipping_cost_inc_tax: fourDecimals(order.shipping.presentment),
    total_inc_tax: fourDecimals(total.presentment),
    items_total: order.lines.reduce((count, { quantity }) => count + quantity, 0),
    payment_method: order.test ? 'Test Payment Gateway' : (order.gateways[0] ?? ''),
    payment_status: statuses[paymentStateOf(order)].payment,
    // It's always 0.
    refunded_amount: '0.0000',
    store_credit_amount: '0.0000',
    gift_certificate_amount: '0.0000',
    // What the customer sees may be in another currency than what is paid.
    currency_code: order.currency,
    default_currency_code: order.presentmentCurrency,
    discount_amount: '0.0000',
    coupon_discount: '0.0000',
    staff_notes: '',
    customer_message: '',
    is_deleted: order.trashed,
    billing_address: {
      first_name: order.billing.firstName,
      last_name: order.billing.lastName,
      email: order.email ?? '',
      form_fields: [],
    },
    // An order from before channels has no number of one.
    ...(/^\d+$/.test(order.sourceName)
      ? { order_source: 'www', channel_id: Number(order.sourceName) }
      : { order_source: order.sourceName }),
    external_source: null,
    customer_locale: order.locale ?? '',
    products: link('products'),
    consignments: lines ? consignmentsOf(order) : link('consignments'),
  };
}

const consignmentsOf = (order: ShopOrder) => {
  const shown = order.lines.map((line) => ({
    id: Number(line.id),
    order_id: Number(order.id),
    product_id: Number(line.productId ?? 0),
    name: line.title,
    sku: line.sku ?? '',
    type: line.giftCard ? 'giftcertificate' : 'physical',
    price_inc_tax: fourDecimals(line.price.presentment),
    total_ex_tax: fourDecimals(times(line.price, line.quantity).presentment),
    applied_discounts: [],
    quantity: line.quantity,
    parent_order_product_id: null,
  }));
  const [cards, goods] = [true, false].map((isCard) =>
    shown.filter(({ type }) => (type === 'giftcertificate') === isCard),
  );
  return {
    pickups: [],
    shipping: [{ id: 1, line_items: goods }],
    downloads: [],
    email: { gift_certificates: [{ recipient_email: '', line_items: cards }] },
  };
};

const amountOf = (given: readonly ShopTransaction[]): number =>
  Number(sum(...given.map(({ amount }) => amount)).presentment);

/** A refund as the payments API shows it. One that the payment provider declined stays in the list. */
export function refundBody(order: ShopOrder, { id, atMs, transactions }: ShopRefund) {
  return {
    id: Number(id),
    order_id: Number(order.id),
    user_id: 1,
    created: new Date(Math.floor(atMs / 1000) * 1000).toISOString().replace('.000Z', '+00:00'),
    reason: '',
    total_amount: amountOf(transactions),
    total_tax: 0,
    payments: transactions.map((transaction) => ({
      id: Number(transaction.id),
      provider_id: transaction.gateway,
      amount: amountOf([transaction]),
      offline: false,
      is_declined: transaction.status === 'failure',
      declined_message: '',
    })),
  };
}
