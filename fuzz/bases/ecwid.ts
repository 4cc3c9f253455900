import { plainOrder } from '../../lib/senders/sent-order.ts';
import { ecwidSender } from '../../lib/senders/ecwid.ts';
import { readFixture } from '../fixtures.ts';
import { nowMs } from '../shops.ts';
import { treeOf, type Tree } from '../tree.ts';
import { now, type Base } from './sent.ts';

const fixture = (name: string): object => Object(JSON.parse(readFixture(`ecwid/${name}`)));

/** An event of a minute ago, with other fields. */
const event = (differs: object): Tree =>
  treeOf(JSON.stringify({ ...fixture('order-updated.json'), eventCreated: nowMs / 1000 - 60, ...differs }));

const order = plainOrder({ id: '516483487', number: 'OAK-K8XTQ', site: '1003' });

/** What Ecwid sends, and what somebody may send with a signature that was copied from it. */
export const ecwidBases: readonly Base[] = [
  ...Object.values(ecwidSender.topics).map(({ body }) => ({ body: treeOf(body(order, now)) })),
  { body: event({}) },
  { body: event({ data: { newPaymentStatus: 'PAID' } }) },
  { body: event({ eventType: 'unfinished_order.created', entityId: -1, data: undefined }) },
  { body: event({ eventType: 'customer.personal_data_removal_request', data: undefined }) },
  // With an order that nobody signed: it mustn't be read.
  { body: event(fixture('fetched-order.json')) },
  { body: event({ deletedOrder: { id: 516483487, date: '2026-02-03 11:00:00 +0000' } }) },
  // The API's answer isn't signed at all, so it can't come as a webhook.
  { body: treeOf(JSON.stringify(fixture('fetched-order.json'))) },
];
