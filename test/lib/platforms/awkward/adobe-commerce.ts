import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardAdobeCommerce: AwkwardSender = ({ name, title, count }) =>
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
  );
