import { webhook } from '../../../support/webhook.ts';
import { times, type AwkwardSender } from './typed.ts';

export const awkwardSquarespace: AwkwardSender = ({ name, title, count }) =>
  webhook(
    {},
    JSON.stringify({
      id: '17',
      orderNumber: title,
      createdOn: '2026-01-31T12:00:00Z',
      grandTotal: { value: '29.35', currency: 'EUR' },
      customerEmail: name,
      customerId: name,
      billingAddress: { firstName: name, lastName: name },
      channelName: title,
      lineItems: times(count, { productName: title, quantity: 1 }),
    }),
  );
