import { squarePayment } from '../../lib/senders/square.ts';
import { readFixture } from '../fixtures.ts';
import { treeOf, type Tree } from '../tree.ts';
import { bodiesSentBy, now, order, type Base } from './sent.ts';

const fixture = (name: string): string => readFixture(`square/${name}.json`);

/** What was fetched of a sale, with other parts. */
const sale = (differs: object): Tree => treeOf(JSON.stringify({ ...Object(JSON.parse(fixture('sale'))), ...differs }));

const refund = {
  id: 'hT4nGw2Kq8Zb1RxY5mPc7LdEvQaZY_1',
  status: 'COMPLETED',
  payment_id: 'hT4nGw2Kq8Zb1RxY5mPc7LdEvQaZY',
  amount_money: { amount: 1250, currency: 'EUR' },
  updated_at: '2026-02-02T09:30:06.440Z',
};
const byGiftCard = {
  id: 'hT4nGw2Kq8Zb1RxY5mPc7LdEvQaZY',
  status: 'COMPLETED',
  source_type: 'CARD',
  card_details: { card: { card_brand: 'SQUARE_GIFT_CARD' } },
  amount_money: { amount: 2495, currency: 'EUR' },
};

const bodies: readonly Tree[] = [
  // What was fetched of a paid order.
  ...['sale', 'payment-updated', 'refund-updated', 'order-updated'].map((name) => treeOf(fixture(name))),
  // A payment that has no order.
  treeOf(squarePayment(order, now, { order_id: null, tip_money: { amount: 250, currency: 'EUR' } })),
  sale({ refunds: [refund] }),
  // All of it went back: at once, in two parts, and of a payment that has no order.
  sale({ refunds: [{ ...refund, amount_money: { amount: 4990, currency: 'EUR' } }] }),
  sale({ refunds: [refund, { ...refund, id: 'second', amount_money: { amount: 3740, currency: 'EUR' } }] }),
  treeOf(JSON.stringify({ payment: byGiftCard, refunds: [{ ...refund, amount_money: byGiftCard.amount_money }] })),
  sale({ payments: [byGiftCard, byGiftCard], refunds: [refund] }),
  sale({ payments: [], sandbox: true }),
  treeOf('{"order":{"id":"o-1","state":"CANCELED","updated_at":"2026-02-03T11:59:00.000Z"}}'),
  treeOf('{"order":{"id":"o-2","state":"CANCELED","tenders":[],"net_amount_due_money":{"amount":2935}}}'),
  treeOf('{"merchant_id":"MLQ5ZC7VYC3V4","type":"customer.deleted","data":{"id":"c"}}'),
];

export const squareBases: readonly Base[] = [...bodies.map((body) => ({ body })), ...bodiesSentBy('square')];
