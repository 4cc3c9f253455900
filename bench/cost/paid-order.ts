import { OrdersMessage } from '../../lib/order/event.ts';

/** An ordinary paid order: what a shop of any platform reports. */
export const paidOrder = (shop: string, orderId: string, customer: object, nowMs: number): OrdersMessage => {
  const at = new Date(nowMs).toISOString();
  return OrdersMessage.parse({
    type: 'paid',
    shop,
    at,
    changedAt: at,
    order: {
      orderId,
      number: `#${orderId}`,
      amount: '59.90',
      currency: 'EUR',
      paidAt: new Date(nowMs - 1000).toISOString(),
      paymentType: 'card',
      customer: { firstName: 'Ada', lastName: 'Lovelace', locale: 'en', ...customer },
      items: [{ title: 'Oak desk', quantity: 1, giftCard: false }],
      itemsOmitted: 0,
      tags: [],
      refunds: [],
      test: false,
    },
  });
};
