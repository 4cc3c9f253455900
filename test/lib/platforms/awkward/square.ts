import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardSquare: AwkwardSender = ({ name, title, count }) =>
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
  );
