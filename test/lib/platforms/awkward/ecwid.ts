import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

/** An order as it's fetched: events have nothing that people type. */
export const awkwardEcwid: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      order: {
        internalId: 17,
        id: title,
        paymentStatus: 'PAID',
        createTimestamp: 1769860800,
        total: 29.35,
        email: name,
        customerId: name,
        lang: name,
        billingPerson: { firstName: name, lastName: name, name },
        affiliateId: title,
        items: times(count, { name: title, quantity: 1 }),
      },
      profile: { formatsAndUnits: { currency: 'EUR' } },
    }),
  );
