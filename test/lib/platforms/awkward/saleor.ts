import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardSaleor: AwkwardSender = ({ name, title, count }) =>
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
  );
