import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

/** Only a session that is fetched has its line items. */
export const awkwardStripe: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      object: 'event',
      type: 'checkout.session.completed',
      created: 1769860800,
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
  );
