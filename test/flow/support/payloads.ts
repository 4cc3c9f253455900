import { fixture } from '../../support/webhook.ts';
import { person, type Person } from './people.ts';

/** JSON text whose id is spelled with these very digits, as platforms spell ids that no float holds. */
const withId = (id: string, fields: object): string =>
  JSON.stringify({ id: '@id@', ...fields }).replaceAll('"@id@"', id);

const shopifyFixture = JSON.parse(fixture('shopify/orders-paid.json').toString('utf8')) as Record<string, unknown>;
const wooCommerceFixture = JSON.parse(fixture('woocommerce/order.json').toString('utf8')) as Record<string, unknown>;

/** What Shopify posts of a paid order over 58.90 EUR; `differs` overrides its fields. */
export function shopifyOrder(id: string, customer: Person = person(), differs: Record<string, unknown> = {}): string {
  const { email, firstName: first_name, lastName: last_name } = customer;
  return withId(id, {
    ...shopifyFixture,
    id: '@id@',
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    updated_at: new Date().toISOString(),
    email,
    contact_email: email,
    customer: { id: Number(customer.id), email, first_name, last_name },
    billing_address: { first_name, last_name, city: 'Graz', country_code: 'AT' },
    ...differs,
  });
}

/** What Shopify posts of a refund. */
export const shopifyRefund = (orderId: string, refundId: number, amount: string): string =>
  JSON.stringify({
    id: refundId,
    order_id: Number(orderId),
    processed_at: new Date().toISOString(),
    refund_line_items: [],
    transactions: [{ id: 1, kind: 'refund', status: 'success', amount, currency: 'EUR' }],
  });

/** What WooCommerce posts of an order over 48.90 EUR, paid just now; `differs` overrides its fields. */
export function wooCommerceOrder(id: string, customer: Person = person(), differs: Record<string, unknown> = {}) {
  const { email, firstName: first_name, lastName: last_name } = customer;
  return withId(id, {
    ...wooCommerceFixture,
    id: '@id@',
    number: id,
    currency: 'EUR',
    customer_id: Number(customer.id),
    date_paid_gmt: new Date().toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
    billing: { first_name, last_name, email, country: 'IE' },
    ...differs,
  });
}

/** An order of the generic format over 29.35 EUR, paid just now; `differs` overrides its fields. */
export const standardOrder = (id: string, customer: Person = person(), differs: Record<string, unknown> = {}) =>
  JSON.stringify({
    type: 'order.paid',
    data: {
      id,
      amount: '29.35',
      currency: 'EUR',
      paidAt: new Date().toISOString(),
      customer,
      items: [{ title: 'Tea', quantity: 2 }],
      ...differs,
    },
  });

/** A paid order in the words of each platform. */
export const orderBodies = { shopify: shopifyOrder, woocommerce: wooCommerceOrder, standard: standardOrder };
export type Platform = keyof typeof orderBodies;
export const platforms: readonly Platform[] = ['shopify', 'woocommerce', 'standard'];
