import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardWooCommerce: AwkwardSender = ({ name, title, count }) =>
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
  );
