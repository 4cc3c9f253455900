import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { fetchWorld, hour, refuse, wooOrder } from './world.ts';

/** Three orders of a shop that wait. */
async function threeWait() {
  const all = fetchWorld();
  all.world.platform = () => {
    throw refuse('unavailable');
  };
  for (const orderId of ['1001', '1002', '1003']) await all.notify(orderId);
  all.world.platform = (orderId) => wooOrder({ id: Number(orderId) });
  return all;
}

const idsOf = (events: readonly object[]) =>
  events.map((event) => ('order' in event ? (event.order as { orderId: string }).orderId : undefined)).toSorted();

it("a row that this version can't read stays, and keeps no other order of its shop waiting", async () => {
  const { tables, pass, queued, waiting, telemetry } = await threeWait();
  const Item = { ...keys.lookup('my-shop', '1000'), orderId: '1000', dueKind: 'lookup', dueAt: 1, version: 1 };
  await tables.documents.send(new PutCommand({ TableName: tables.orders, Item }));
  await pass(hour);
  expect(idsOf(queued)).toEqual(['1001', '1002', '1003']);
  expect(await waiting()).toMatchObject([{ orderId: '1000' }]);
  expect(telemetry.counted).toContain('RowUnreadable');
});

it("an order that can't be queued keeps no other order of its shop waiting", async () => {
  const { ports, pass, queued, waiting } = await threeWait();
  const { queue } = ports;
  ports.queue = async (event) => {
    if (event.type === 'paid' && event.order.orderId === '1002') throw new Error('SQS refuses the message');
    await queue(event);
  };
  for (let failed = 0; failed < 20; failed++) await pass(hour / 20).catch(() => undefined);
  expect(idsOf(queued)).toEqual(['1001', '1003']);
  expect(await waiting()).toMatchObject([{ orderId: '1002' }]);
});
