import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardShopify: AwkwardSender = ({ name, title, count }) =>
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
  );
