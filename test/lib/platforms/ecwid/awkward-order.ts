import type { RawWebhook } from '../../../../lib/platforms/platform.ts';
import { webhook } from '../../../support/webhook.ts';

/** An order as it's fetched: events have nothing that people type. */
export const awkwardEcwidOrder = ({ name, title, count }: { name: string; title: string; count: number }): RawWebhook =>
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
        items: Array.from({ length: count }, () => ({ name: title, quantity: 1 })),
      },
      profile: { formatsAndUnits: { currency: 'EUR' } },
    }),
  );
