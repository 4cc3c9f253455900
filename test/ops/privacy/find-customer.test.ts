import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseRows, type ErasePorts } from '../../../lib/privacy/erase.ts';
import { ordersOf, otherNames, parkedOf } from '../../../ops/privacy/find-customer.ts';
import { keys } from '../../../lib/store/keys.ts';
import { parking } from '../../../lib/store/parked.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';
import { orderWith } from '../../lib/order/support.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';
const ada = { id: 'c-1', email: 'ada@example.com', firstName: 'Ada' };
const bob = { id: 'c-2', email: 'bob@example.com' };

/** A shop whose orders wait, with what an operator works on it with. */
async function waiting(orders: Record<string, object>) {
  const shop = world.shop({ holdHours: 72 });
  for (const [orderId, customer] of Object.entries(orders)) await shop.paid({ orderId, paidAt: at, customer });
  const woken: string[] = [];
  const ports: ErasePorts = { ...shop.ports, finish: async (_, pid) => void woken.push(pid) };
  const unreadable: string[] = [];
  const find = (customer: object | undefined) =>
    Array.fromAsync(ordersOf(ports, shop.name, customer, (message) => void unreadable.push(message)));
  return { shop, ports, woken, unreadable, find };
}

describe('the orders of a customer', () => {
  it('are found by id or address, in any case, and say by what else they name them', async () => {
    const { shop, find } = await waiting({ '1': ada, '2': bob, '3': { ...ada, email: 'other@example.com' } });
    const byAddress = await find({ email: 'ADA@Example.com' });
    expect(byAddress).toMatchObject([{ pid: shop.pid('1'), by: 'payload', open: false, thanku: { state: 'held' } }]);
    expect(byAddress.map((order) => otherNames(order, { email: ada.email }))).toEqual([{ id: 'c-1' }]);
    const byId = await find({ id: 'c-1' });
    expect(byId.map(({ pid }) => pid).toSorted()).toEqual([shop.pid('1'), shop.pid('3')]);
    expect(byId.map((order) => otherNames(order, ada))).toContainEqual({ email: 'other@example.com' });
    expect(await find({ id: 'c-9' })).toEqual([]);
  });

  it('are all of the shop’s where no customer is named', async () => {
    const { shop, find } = await waiting({ '1': ada, '2': bob, '3': {} });
    await waiting({ '4': ada });
    const all = await find(undefined);
    expect(all.map(({ pid }) => pid).toSorted()).toEqual(['1', '2', '3'].map((orderId) => shop.pid(orderId)));
  });

  it('are found though one of the shop’s rows cannot be read, which is said', async () => {
    const { shop, find, unreadable } = await waiting({ '1': ada, '2': bob });
    const Item = { ...keys.payload(shop.name, shop.pid('2')), order: 'damaged', version: 1, writer: 'x' };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.orders, Item }));
    expect(await find(ada)).toHaveLength(1);
    expect(unreadable).toEqual([
      expect.stringContaining(`row order#${shop.name}#${shop.pid('2')} payload can't be read`),
    ]);
  });

  it('are also those that are parked', async () => {
    const { shop, ports, unreadable } = await waiting({});
    const damaged = { pk: 'parked#0000', sk: 'parked', dueKind: 'parked', dueAt: 1, version: 1, writer: 'ingest' };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.orders, Item: damaged }));
    const parked = parking(world.tables.documents, world.tables.orders, () => shop.state.nowMs);
    for (const customer of [ada, bob]) {
      await parked.park({ type: 'paid', shop: shop.name, at, order: orderWith({ customer }) });
    }
    const found = await Array.fromAsync(
      parkedOf(ports, shop.name, { email: ada.email }, (message) => void unreadable.push(message)),
    );
    await parked.remove(damaged.pk);
    expect(found).toMatchObject([{ event: { order: { customer: ada } } }]);
    expect(unreadable).toEqual([expect.stringContaining("row parked#0000 parked can't be read")]);
  });
});

describe('erasing rows from outside their worker', () => {
  it('wakes the worker for what follows, leaves what is being sent, and can be repeated', async () => {
    const { shop, ports, woken } = await waiting({ '1': ada, '2': ada, '3': bob });
    const open = { id: 'w', until: shop.state.nowMs + 60_000 };
    await ports.store.thanku.change(keys.thanku(shop.name, shop.pid('2')), (row) => ({ ...row, lease: open }));
    const request = { shop: shop.name, at, customer: { email: ada.email } };
    expect(await eraseRows(ports, request)).toEqual({
      orders: 1,
      open: [shop.pid('2')],
      pollingStopped: 0,
      refundsStopped: 0,
      parked: 0,
      named: false,
    });
    expect(woken.toSorted()).toEqual([shop.pid('1'), shop.pid('2')]);
    expect(await shop.payload('1')).toBeUndefined();
    expect(await shop.payload('2')).toBeDefined();
    shop.pass(60_001);
    expect(await eraseRows(ports, request)).toMatchObject({ orders: 1, open: [] });
    expect(await shop.payload('2')).toBeUndefined();
    expect(await shop.payload('3')).toBeDefined();
    expect(await eraseRows(ports, request)).toMatchObject({ orders: 0, open: [] });
  });

  it('that is broken off at any step is finished by the next', async () => {
    const { shop, ports } = await waiting({ '1': ada });
    const request = { shop: shop.name, at, customer: { email: ada.email } };
    ports.finish = () => Promise.reject(new Error('SQS is away'));
    await expect(eraseRows(ports, request)).rejects.toThrow('1 orders could not be erased');
    expect(await shop.payload('1')).toBeUndefined();
    // Nobody was woken: the row lies where housekeeping looks.
    expect(await shop.order('1')).toMatchObject({ state: 'skipped', reason: 'erased', dueKind: 'settle' });
    await shop.wake('1');
    expect((await shop.order('1'))?.settledAt).toBeDefined();
  });
});
