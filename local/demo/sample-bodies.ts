/** Webhook bodies as the platforms send them, by hand, with what the demo's orders differ in. */

interface Person {
  firstName: string;
  lastName: string;
  email: string;
  locale?: string;
}

export interface ShopifySample extends Person {
  id: string;
  name: string;
  total: string;
  title: string;
  test?: boolean;
}

export const shopifyOrder = (order: ShopifySample): string => {
  const paidAt = new Date().toISOString();
  const body = JSON.stringify({
    id: 0,
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: order.name,
    email: order.email,
    created_at: paidAt,
    processed_at: paidAt,
    updated_at: paidAt,
    cancelled_at: null,
    currency: 'EUR',
    total_price: order.total,
    current_total_price: order.total,
    subtotal_price: order.total,
    financial_status: 'paid',
    payment_gateway_names: ['shopify_payments'],
    customer_locale: order.locale ?? 'en',
    customer: { id: 0, email: order.email, first_name: order.firstName, last_name: order.lastName },
    line_items: [{ title: order.title, quantity: 1, price: order.total, gift_card: false }],
    tags: '',
    test: order.test ?? false,
  });
  // The number itself, as Shopify writes it: beyond what a JavaScript number can hold.
  return body.replace('"id":0', `"id":${order.id}`).replace('"id":0', `"id":${order.id.slice(0, 13)}`);
};

export interface WooCommerceSample extends Person {
  id: number;
  status: string;
  total: string;
  shipping: string;
  title: string;
  /** Absent: not paid yet. */
  paidAt?: Date;
}

export const wooCommerceOrder = (order: WooCommerceSample): string => {
  const goods = (Number(order.total) - Number(order.shipping)).toFixed(2);
  return JSON.stringify({
    id: order.id,
    number: String(order.id),
    status: order.status,
    currency: 'EUR',
    total: order.total,
    shipping_total: order.shipping,
    customer_id: 0,
    // WooCommerce writes UTC without saying so.
    date_paid_gmt: order.paidAt?.toISOString().slice(0, 19) ?? null,
    date_modified_gmt: new Date().toISOString().slice(0, 19),
    payment_method: 'bacs',
    created_via: 'checkout',
    billing: { first_name: order.firstName, last_name: order.lastName, email: order.email },
    line_items: [{ id: 1, name: order.title, quantity: 1, total: goods }],
    refunds: [],
  });
};

export interface GenericSample {
  id: string;
  amount?: string;
  quantity?: number;
  customer?: { email: string; firstName: string };
}

export const genericOrder = ({ id, amount, quantity = 1, customer }: GenericSample): string =>
  JSON.stringify({
    type: 'order.paid',
    data: {
      id,
      amount,
      currency: 'EUR',
      paidAt: new Date().toISOString(),
      customer,
      items: [{ title: 'Poems', quantity }],
    },
  });

export const genericCancellation = (id: string): string => JSON.stringify({ type: 'order.cancelled', data: { id } });
