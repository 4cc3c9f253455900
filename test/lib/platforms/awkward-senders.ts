import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { webhook } from '../../support/webhook.ts';
import { awkwardEcwidOrder } from './ecwid/awkward-order.ts';

/** What a shop lets its customers and its staff type, at any length. */
export interface Typed {
  name: string;
  title: string;
  /** Line items, tags and refunds. */
  count: number;
}

const least = { id: '17', amount: '29.35', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z' };
const times = <Entry>(count: number, entry: Entry): Entry[] => Array.from({ length: count }, () => entry);

/** The same order as each platform would send it, with the typed text in every place that takes some. */
export const senders: Record<PlatformName, (typed: Typed) => RawWebhook> = {
  shopify: ({ name, title, count }: Typed) =>
    webhook(
      { 'x-shopify-topic': 'orders/paid', 'x-shopify-triggered-at': '2026-01-31T12:00:00Z' },
      JSON.stringify({
        id: 17,
        financial_status: 'paid',
        updated_at: '2026-01-31T12:00:00Z',
        total_price: '29.35',
        currency: 'EUR',
        name: title,
        customer: { id: name, email: name, first_name: name, last_name: name },
        customer_locale: name,
        source_name: title,
        tags: times(count, title).join(','),
        line_items: times(count, { title, quantity: 1 }),
        refunds: times(Math.min(count, 500), { id: '1'.repeat(30), transactions: [] }),
      }),
    ),
  woocommerce: ({ name, title, count }: Typed) =>
    webhook(
      { 'x-wc-webhook-topic': 'order.created' },
      JSON.stringify({
        id: 17,
        status: 'processing',
        total: '29.35',
        currency: 'EUR',
        date_paid_gmt: '2026-01-31T12:00:00',
        billing: { email: name, first_name: name, last_name: name },
        created_via: title,
        line_items: times(count, { name: title, quantity: 1 }),
      }),
    ),
  squarespace: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        id: '17',
        orderNumber: title,
        createdOn: '2026-01-31T12:00:00Z',
        grandTotal: { value: '29.35', currency: 'EUR' },
        customerEmail: name,
        customerId: name,
        billingAddress: { firstName: name, lastName: name },
        channelName: title,
        lineItems: times(count, { productName: title, quantity: 1 }),
      }),
    ),
  wix: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        data: {
          eventType: 'wix.ecom.v1.order_payment_status_updated',
          data: {
            eventTime: '2026-01-31T12:00:00Z',
            actionEvent: {
              body: {
                order: {
                  id: '17',
                  paymentStatus: 'PAID',
                  currency: 'EUR',
                  priceSummary: { total: { amount: '29.35' } },
                  number: title,
                  buyerInfo: { contactId: name, email: name },
                  billingInfo: { contactDetails: { firstName: name, lastName: name } },
                  buyerLanguage: name,
                  channelInfo: { type: title },
                  tags: { tags: { tagIds: times(count, title) } },
                  lineItems: times(count, { productName: { original: title }, quantity: 1 }),
                },
              },
            },
          },
        },
      }),
    ),
  shopware: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        data: {
          event: 'state_enter.order_transaction.state.paid',
          payload: {
            order: {
              id: '0192f1a4b5c673d8a0e1f2a3b4c5d6e7',
              orderNumber: title,
              amountTotal: 29.349999999999998,
              currency: { isoCode: 'EUR' },
              orderCustomer: { customerNumber: name, email: name, firstName: name, lastName: name },
              lineItems: times(count, { label: title, type: 'product', quantity: 1 }),
              tags: times(count, { name: title }),
              salesChannelId: title,
            },
          },
        },
        source: {},
        timestamp: 1769860800,
      }),
    ),
  // Only a session that is fetched has its line items.
  stripe: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        object: 'event',
        type: 'checkout.session.completed',
        created: Date.parse(least.paidAt) / 1000,
        livemode: true,
        data: {
          object: {
            id: 'cs_17',
            payment_status: 'paid',
            payment_intent: 'pi_17',
            amount_total: 2935,
            currency: 'eur',
            client_reference_id: title,
            customer_details: { email: name, name },
            locale: name,
            payment_method_types: times(count, title),
            line_items: { data: times(count, { description: title, quantity: 1 }) },
          },
        },
      }),
    ),
  // An order that was looked up.
  bigcommerce: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        order: {
          id: 17,
          status_id: 11,
          date_created: 'Sat, 31 Jan 2026 12:00:00 +0000',
          total_inc_tax: '29.3500',
          default_currency_code: 'EUR',
          customer_id: name,
          customer_locale: name,
          billing_address: { email: name, first_name: name, last_name: name },
          order_source: title,
          consignments: { shipping: [{ line_items: times(count, { name: title, quantity: 1 }) }] },
        },
        refunds: { data: times(Math.min(count, 500), { id: 1, total_amount: '0.01' }) },
      }),
    ),
  square: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        order: {
          id: '17',
          state: 'COMPLETED',
          updated_at: '2026-01-31T12:00:00Z',
          reference_id: title,
          customer_id: name,
          location_id: title,
          total_money: { amount: 2935, currency: 'EUR' },
          line_items: times(count, { name: title, quantity: '1' }),
        },
        customer: { id: name, given_name: name, family_name: name, email_address: name },
      }),
    ),
  ecwid: awkwardEcwidOrder,
  saleor: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        __typename: 'OrderFullyPaid',
        issuedAt: '2026-01-31T12:00:00+00:00',
        order: {
          id: 'T3JkZXI6MTc=',
          number: title,
          total: { gross: { amount: 29.35, currency: 'EUR' } },
          languageCodeEnum: name,
          userEmail: name,
          user: { id: name, email: name, firstName: name, lastName: name },
          billingAddress: { firstName: name, lastName: name },
          channel: { slug: title },
          lines: times(count, { productName: title, quantity: 1 }),
        },
      }),
    ),
  'adobe-commerce': ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        type: 'com.adobe.commerce.observer.sales_order_save_commit_after',
        data: {
          value: {
            entity_id: '17',
            increment_id: title,
            state: 'processing',
            grand_total: '29.3500',
            total_paid: '29.3500',
            order_currency_code: 'EUR',
            created_at: '2026-01-31 12:00:00',
            updated_at: '2026-01-31 12:00:00',
            store_id: title,
            customer_id: name,
            customer_email: name,
            customer_firstname: name,
            customer_lastname: name,
            items: times(count, { name: title, qty_ordered: '1.0000' }),
          },
        },
      }),
    ),
  standard: ({ name, title, count }: Typed) =>
    webhook(
      {},
      JSON.stringify({
        type: 'order.paid',
        data: {
          ...least,
          customer: { firstName: name, lastName: name, email: name },
          number: title,
          channel: title,
          tags: times(count, title),
          items: times(count, { title, quantity: 1 }),
          refunds: times(Math.min(count, 50), { id: (name || 'r').slice(0, 128), amount: '1.00' }),
        },
      }),
    ),
};
