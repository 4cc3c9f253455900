import { senders } from '../../lib/senders/senders.ts';
import { wixPayment } from '../../lib/senders/wix.ts';
import { fixture, readFixture } from '../fixtures.ts';
import { treeOf, type Tree } from '../tree.ts';
import { now, order, type Base } from './sent.ts';

const wixPaid = 'wix.ecom.v1.order_payment_status_updated';

/** What a token of Wix says, with objects instead of texts of JSON. */
const wixEvent = (eventType: string, data: string): Tree =>
  treeOf(`{"eventType":"${eventType}","instanceId":"7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931","data":${data}}`);

/** What Wix's API answers, in the form that the reader takes. No signed token says it. */
const fetchedWixOrder = {
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

export const wixBases: readonly Base[] = [
  ...Object.values(senders.wix.topics).map(({ name, body }) => ({ body: wixEvent(name, body(order, now)) })),
  { body: fixture('wix/order-payment-status-updated.json') },
  { body: fixture('wix/order-transactions-refund-completed.json') },
  { body: wixEvent(wixPaid, wixPayment(order, now, { paymentStatus: 'FULLY_REFUNDED' }, 'PAID')) },
  { body: wixEvent(wixPaid, wixPayment(order, now, { paymentStatus: 'PARTIALLY_REFUNDED' }, 'PAID')) },
  { body: wixEvent('AppInstalled', '{}') },
  { body: treeOf(JSON.stringify(fetchedWixOrder)) },
];
