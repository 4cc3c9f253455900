import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardWix: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      data: {
        eventType: 'wix.ecom.v1.order_payment_status_updated',
        data: {
          eventTime: '2026-01-31T12:00:00Z',
          actionEvent: {
            body: {
              order: {
                id: '17',
                paymentStatus: 'PAID',
                currency: 'EUR',
                priceSummary: { total: { amount: '29.35' } },
                number: title,
                buyerInfo: { contactId: name, email: name },
                billingInfo: { contactDetails: { firstName: name, lastName: name } },
                buyerLanguage: name,
                channelInfo: { type: title },
                tags: { tags: { tagIds: times(count, title) } },
                lineItems: times(count, { productName: { original: title }, quantity: 1 }),
              },
            },
          },
        },
      },
    }),
  );
