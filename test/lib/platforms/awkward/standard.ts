import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardStandard: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      type: 'order.paid',
      data: {
        id: '17',
        amount: '29.35',
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:00Z',
        customer: { firstName: name, lastName: name, email: name },
        number: title,
        channel: title,
        tags: times(count, title),
        items: times(count, { title, quantity: 1 }),
        refunds: times(Math.min(count, 50), { id: (name || 'r').slice(0, 128), amount: '1.00' }),
      },
    }),
  );
