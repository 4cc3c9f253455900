import { readFixture } from './fixtures.ts';

/** What Wix's API answers, in the form that the reader takes. No signed token says it. */
export const fetchedWixOrder = {
  order: {
    ...Object(JSON.parse(readFixture('wix/order-payment-status-updated.json'))).data.actionEvent.body.order,
    paymentStatus: 'PARTIALLY_REFUNDED',
  },
  orderTransactions: {
    orderId: '2f6d1c7e-94b3-4a58-b0f1-6c8e3d5a7b90',
    payments: [
      { createdDate: '2026-01-31T12:00:04Z', status: 'APPROVED', amount: { amount: '56.70' } },
      { amount: { amount: '10.00' }, giftcardPaymentDetails: { voided: false } },
    ],
    refunds: [{ id: 'r-1', transactions: [{ refundStatus: 'SUCCEEDED', amount: { amount: '12.50' } }] }],
  },
};
