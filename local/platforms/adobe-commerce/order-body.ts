import { commerceTime } from '../../../lib/senders/adobe-commerce.ts';
import { isNothing, paymentStateOf, times, totalsOf } from '../amounts.ts';
import type { Amounts, ShopOrder } from '../shop-order.ts';

/** An order's state. A paid order can't be canceled in Commerce, only refunded, which closes it. */
function commerceState(order: ShopOrder): string {
  const payment = paymentStateOf(order);
  if (payment === 'refunded') return 'closed';
  if (order.cancelledAtMs !== null) return 'canceled';
  return payment === 'pending' ? 'new' : 'processing';
}

const time = (atMs: number): string => commerceTime(new Date(atMs));

const money = (name: string, amount: Amounts) => ({
  [`base_${name}`]: Number(amount.shop),
  [name]: Number(amount.presentment),
});

/**
 * An order as the REST API shows it. Fields without a value are left out.
 * @see https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/
 */
export function commerceOrderBody(order: ShopOrder): Record<string, unknown> {
  const { subtotal, total, refunded } = totalsOf(order);
  const state = commerceState(order);
  const [gateway = ''] = order.gateways;
  const { customer } = order;
  return {
    base_currency_code: order.currency,
    ...money('grand_total', total),
    ...money('subtotal', subtotal),
    ...money('shipping_amount', order.shipping),
    ...(order.paidAtMs === null ? {} : money('total_paid', total)),
    ...(isNothing(refunded) ? {} : money('total_refunded', refunded)),
    discount_amount: 0,
    created_at: time(order.createdAtMs),
    updated_at: time(order.updatedAtMs),
    customer_email: order.email ?? '',
    ...(customer && {
      customer_id: Number(customer.id),
      customer_firstname: customer.firstName,
      customer_lastname: customer.lastName,
    }),
    customer_is_guest: customer === null ? 1 : 0,
    entity_id: Number(order.id),
    increment_id: order.number,
    is_virtual: 0,
    order_currency_code: order.presentmentCurrency,
    protect_code: '61f76d',
    state,
    status: state === 'new' ? 'pending' : state,
    // A store has a number. Tests have other channels, too.
    store_id: /^\d+$/.test(order.sourceName) ? Number(order.sourceName) : order.sourceName,
    store_name: 'Main Website\nMain Website Store\nDefault Store View',
    items: order.lines.map((line) => ({
      item_id: Number(line.id),
      name: line.title,
      order_id: Number(order.id),
      price: Number(line.price.presentment),
      discount_amount: 0,
      row_total: Number(times(line.price, line.quantity).presentment),
      ...(line.productId !== null && { product_id: Number(line.productId) }),
      product_type: line.giftCard ? 'giftcard' : 'simple',
      qty_ordered: line.quantity,
      ...(line.sku !== null && { sku: line.sku }),
    })),
    billing_address: {
      address_type: 'billing',
      city: 'Berlin',
      country_id: 'DE',
      email: order.email,
      firstname: order.billing.firstName,
      lastname: order.billing.lastName,
    },
    payment: { account_status: null, additional_information: [gateway], method: gateway },
    status_histories: [],
    extension_attributes: { shipping_assignments: [] },
  };
}
