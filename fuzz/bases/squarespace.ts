import { fixture, readFixture } from '../fixtures.ts';
import { treeOf, type Tree } from '../tree.ts';
import { bodiesSentBy, type Base } from './sent.ts';

/** The fixture's order with other fields. */
const orderWith = (differs: object): Tree =>
  treeOf(JSON.stringify({ ...Object(JSON.parse(readFixture('squarespace/order.json'))), ...differs }));

export const squarespaceBases: readonly Base[] = [
  // An order that was looked up.
  { body: fixture('squarespace/order.json') },
  ...bodiesSentBy('squarespace'),
  { body: fixture('squarespace/order-create.json') },
  { body: treeOf('{"id":"1","topic":"extension.uninstall","data":{"clientId":"A125"}}') },
  { body: orderWith({ refundedTotal: { value: '12.50', currency: 'EUR' }, testmode: true }) },
  { body: orderWith({ paymentState: 'REFUNDED', refundedTotal: { value: '49.90', currency: 'EUR' } }) },
  { body: orderWith({ fulfillmentStatus: 'CANCELED' }) },
  { body: orderWith({ paymentState: 'PENDING' }) },
];
