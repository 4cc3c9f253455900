import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

/** An order that was looked up. */
export const awkwardBigCommerce: AwkwardSender = ({ name, title, count }) =>
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
  );
