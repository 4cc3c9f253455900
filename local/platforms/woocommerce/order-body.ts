import { isNothing, paymentStateOf, sum, times, totalsOf } from '../amounts.ts';
import type { ShopFacts } from '../platform-format.ts';
import type { ShopOrder } from '../shop-order.ts';

/** WooCommerce writes times in whole seconds, without an offset. */
const gmt = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19);

/** An order's status. Payments that weren't made yet are `pending`. */
export function wooCommerceStatus(order: ShopOrder): string {
  if (order.trashed) return 'trash';
  const state = paymentStateOf(order);
  if (state === 'refunded') return 'refunded';
  if (order.cancelledAtMs !== null) return 'cancelled';
  return order.paidAtMs === null ? 'pending' : 'processing';
}

/**
 * An order as REST API and webhooks show it.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
 */
export function wooCommerceOrderBody(shop: ShopFacts, order: ShopOrder): Record<string, unknown> & { id: number } {
  const { domain, utcOffsetMinutes } = shop;
  const both = (name: string, atMs: number | null) => ({
    [name]: atMs === null ? null : gmt(atMs + utcOffsetMinutes * 60_000),
    [`${name}_gmt`]: atMs === null ? null : gmt(atMs),
  });
  const { total } = totalsOf(order);
  const { firstName: first_name, lastName: last_name } = order.billing;
  const address = { first_name, last_name, company: '', address_1: '', city: '', postcode: '', country: 'DE' };
  const [gateway = ''] = order.gateways;
  return {
    id: Number(order.id),
    parent_id: 0,
    number: order.number,
    order_key: `wc_order_${order.id}`,
    created_via: order.sourceName,
    version: '10.9.0',
    status: wooCommerceStatus(order),
    currency: order.currency,
    ...both('date_created', order.createdAtMs),
    ...both('date_modified', order.updatedAtMs),
    discount_total: '0.00',
    discount_tax: '0.00',
    shipping_total: order.shipping.shop,
    shipping_tax: '0.00',
    cart_tax: '0.00',
    total: total.shop,
    total_tax: '0.00',
    prices_include_tax: true,
    customer_id: Number(order.customer?.id ?? 0),
    customer_note: '',
    billing: { ...address, email: order.email ?? '', phone: '' },
    shipping: address,
    payment_method: gateway,
    payment_method_title: gateway,
    transaction_id: order.transactions[0]?.id ?? '',
    ...both('date_paid', order.paidAtMs),
    ...both('date_completed', null),
    cart_hash: '',
    // WooCommerce itself has no languages or test orders, but WPML and WooPayments do.
    meta_data: [
      ...(order.locale === null ? [] : [{ id: 1, key: 'wpml_language', value: order.locale }]),
      ...(order.test ? [{ id: 2, key: '_wcpay_mode', value: 'test' }] : []),
      ...order.meta,
    ],
    line_items: order.lines.map((line) => {
      const worth = times(line.price, line.quantity).shop;
      return {
        id: Number(line.id),
        name: line.title,
        product_id: Number(line.productId ?? 0),
        variation_id: 0,
        quantity: line.quantity,
        tax_class: '',
        subtotal: worth,
        subtotal_tax: '0.00',
        total: worth,
        total_tax: '0.00',
        taxes: [],
        meta_data: [],
        sku: line.sku ?? '',
        price: Number(line.price.shop),
      };
    }),
    tax_lines: [],
    shipping_lines: isNothing(order.shipping)
      ? []
      : [{ id: Number(order.id) + 1, method_title: 'Flat Rate', method_id: 'flat_rate', total: order.shipping.shop }],
    fee_lines: isNothing(order.tip)
      ? []
      : [{ id: Number(order.id) + 2, name: 'Tip', tax_status: 'none', total: order.tip.shop }],
    coupon_lines: [],
    // All of them, each with a negative total.
    refunds: order.refunds.map((refund) => ({
      id: Number(refund.id),
      reason: '',
      total: times(sum(...refund.transactions.map(({ amount }) => amount)), -1).shop,
    })),
    payment_url: `https://${domain}/checkout/order-pay/${order.id}/?pay_for_order=true`,
    is_editable: order.paidAtMs === null,
    needs_payment: order.paidAtMs === null,
    needs_processing: true,
    currency_symbol: order.currency,
    _links: {
      self: [{ href: `https://${domain}/wp-json/wc/v3/orders/${order.id}` }],
      collection: [{ href: `https://${domain}/wp-json/wc/v3/orders` }],
    },
  };
}
