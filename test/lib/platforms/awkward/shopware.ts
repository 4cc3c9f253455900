import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardShopware: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      data: {
        event: 'state_enter.order_transaction.state.paid',
        payload: {
          order: {
            id: '0192f1a4b5c673d8a0e1f2a3b4c5d6e7',
            orderNumber: title,
            amountTotal: 29.349999999999998,
            currency: { isoCode: 'EUR' },
            orderCustomer: { customerNumber: name, email: name, firstName: name, lastName: name },
            lineItems: times(count, { label: title, type: 'product', quantity: 1 }),
            tags: times(count, { name: title }),
            salesChannelId: title,
          },
        },
      },
      source: {},
      timestamp: 1769860800,
    }),
  );
