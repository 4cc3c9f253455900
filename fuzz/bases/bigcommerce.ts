import { fixture, readFixture } from '../fixtures.ts';
import { treeOf, type Tree } from '../tree.ts';
import { bodiesSentBy, type Base } from './sent.ts';

/** The fixture's order with other fields, and its refunds. */
const orderWith = (differs: object): Tree =>
  treeOf(
    JSON.stringify({
      order: { ...Object(JSON.parse(readFixture('bigcommerce/order.json'))), ...differs },
      refunds: JSON.parse(readFixture('bigcommerce/refunds.json')),
    }),
  );

/** Orders as they are looked up. */
const fetched: readonly Tree[] = [
  orderWith({}),
  orderWith({
    status_id: 14,
    gift_certificate_amount: '10.0000',
    store_credit_amount: '5.5000',
    payment_method: 'Test Payment Gateway',
  }),
  orderWith({ status_id: 4, payment_status: 'refunded' }),
  orderWith({ status_id: 5 }),
  orderWith({ payment_status: 'authorized' }),
];

export const bigCommerceBases: readonly Base[] = [
  ...fetched.map((body) => ({ body })),
  ...bodiesSentBy('bigcommerce'),
  { body: fixture('bigcommerce/order.json') },
  { body: fixture('bigcommerce/status-updated.json') },
  { body: treeOf('{"scope":"store/app/uninstalled","producer":"stores/q7w2e9r4t1","data":{"type":"app"}}') },
];
