import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from '../../../lib/order/event.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { publicThankus } from '../../../lib/privacy/named.ts';
import { closeRequest, openRequests } from '../../../ops/privacy/requests.ts';
import { everyHash } from '../../../lib/store/customer-hashes.ts';
import type { CustomerStore } from '../../../lib/store/orders.ts';
import { customers } from '../../support/customer-key.ts';
import { created, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';

describe('ThankUs whose public message names a customer', () => {
  const naming = { message: { en: 'Thank you, {{customer.firstName|friend}}!' } };
  const ada = { id: 'c-1', email: 'ada@example.com', firstName: 'Ada' };
  const requests = async (shop: string) =>
    (await world.tables.all('orders')).filter(
      ({ pk, sk }) => pk === `privacy#${shop}` && String(sk).startsWith('named'),
    );
  const listed = async (shop: { name: string; ports: { store: CustomerStore } }, customer: Subject) =>
    await Array.fromAsync(publicThankus(shop.ports.store, shop.name, await everyHash(customers, shop.name, customer)));

  it('are found by hash after their payload went, and brought before an operator', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: ada });
    await shop.paid({ orderId: '2', customer: { ...ada, email: 'other@example.com' } });
    await shop.paid({ orderId: '3', customer: { email: 'bob@example.com', firstName: 'Bob' } });
    expect(await shop.payload('1')).toBeUndefined();
    const erase = { type: 'erase' as const, shop: shop.name, at };
    await shop.send({ ...erase, customer: { email: 'Ada@Example.com' } });
    const [row, ...others] = await requests(shop.name);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ dueKind: 'stuck', hashes: await customers.current(shop.name, { email: ada.email }) });
    expect(JSON.stringify(row)).not.toMatch(/ada@|"(ada|c-1)"/i);
    expect(await listed(shop, { email: ada.email })).toMatchObject([
      { pid: shop.pid('1'), is: 'public', id: 'sUiS29M3t0CbhOvATxnS' },
    ]);
    expect((await listed(shop, { id: ada.id })).map(({ pid }) => pid)).toEqual([shop.pid('1'), shop.pid('2')]);
  });

  it('are marked, so that nothing gives their links any more; those of others are not', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: ada });
    await shop.paid({ orderId: '2', customer: { ...ada, firstName: '' } });
    await shop.paid({ orderId: '3', customer: { email: 'bob@example.com', firstName: 'Bob' } });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    const marks = async () => {
      const rows = await Promise.all(['1', '2', '3'].map((id) => shop.order(id)));
      return rows.map((row) => row?.nameErased);
    };
    expect(await marks()).toEqual([true, undefined, undefined]);
    await eraseRows({ ...shop.ports, finish: async () => {} }, { shop: shop.name, at });
    expect(await marks()).toEqual([true, undefined, true]);
  });

  it('are marked and brought before an operator even if one row cannot be read, and the request comes back', async () => {
    const shop = world.shop(naming);
    for (const orderId of ['1', '2', '3']) await shop.paid({ orderId, customer: ada });
    const { thanku } = shop.ports.store;
    const { change } = thanku;
    thanku.change = async (key, decide) => {
      if (key.pk.endsWith('-1')) throw new Error('unreadable');
      return await change(key, decide);
    };
    const ports = { ...shop.ports, finish: async () => {} };
    await expect(eraseRows(ports, { shop: shop.name, at, customer: { id: ada.id } })).rejects.toThrow(AggregateError);
    expect(await requests(shop.name)).toHaveLength(1);
    expect((await shop.order('2'))?.nameErased).toBe(true);
    expect((await shop.order('3'))?.nameErased).toBe(true);
  });

  it('are not identified when their order is reversed later', async () => {
    const shop = world.shop(naming);
    await shop.paid({ customer: ada });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    await shop.cancelled();
    const reversed = shop.events.find(({ type }) => type === 'Order Reversed');
    expect(reversed).toMatchObject({ detail: { kind: 'cancelled' } });
    expect(JSON.stringify(reversed)).not.toContain('sUiS29M3t0CbhOvATxnS');
  });

  it('are none where the message names nobody, or the ThankU is simulated', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: { ...ada, firstName: '' } });
    await shop.paid({ orderId: '2', customer: ada, test: true });
    // Nothing public names her, so there is nothing to keep of her.
    expect(await Array.fromAsync(shop.ports.store.named.list(shop.name))).toEqual([]);
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    expect(await requests(shop.name)).toEqual([]);
  });

  it('are told of also when the request comes while ThankU is asked', async () => {
    const shop = world.shop(naming);
    shop.answers.push(async () => {
      await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
      return created;
    });
    await shop.paid({ customer: ada });
    expect(await shop.order()).toMatchObject({ state: 'posted', nameErased: true });
    expect(await requests(shop.name)).toHaveLength(1);
    // Nobody is given the link of a page that may name her.
    const thanked = shop.events.find(({ type }) => type === 'Order Thanked');
    expect(thanked).toMatchObject({ detail: { simulated: false, cause: 'PlantTrees', thanku: {} } });
    expect(JSON.stringify(thanked)).not.toContain('sUiS29M3t0CbhOvATxnS');
  });

  it('are told of also when the request comes right after it was looked for', async () => {
    const shop = world.shop({ ...naming, holdHours: 1 });
    await shop.paid({ paidAt: at, customer: ada });
    shop.pass(3_600_000);
    const { erased } = shop.ports.store;
    const { get } = erased;
    let lookUps = 0;
    erased.get = async (key) => {
      const found = await get(key);
      lookUps += 1;
      // Id and address, each with its plain and its keyed hash.
      if (lookUps < 4) return found;
      erased.get = get;
      await shop.send({ type: 'erase', shop: shop.name, at, customer: ada });
      return found;
    };
    await shop.wake();
    expect(shop.calls).toHaveLength(1);
    expect(await requests(shop.name)).toHaveLength(1);
    expect(await listed(shop, ada)).toMatchObject([{ is: 'public' }]);
  });

  it('are told of as perhaps there when the answer was lost, and not when ThankU refused', async () => {
    const shop = world.shop(naming);
    const lost = { kind: 'retry' as const, reason: 'timeout' as const };
    shop.answers.push(lost, { kind: 'rejected', status: 400, words: 'no' });
    await shop.paid({ orderId: '1', customer: ada });
    await shop.paid({ orderId: '2', customer: ada });
    await shop.send({ type: 'erase', shop: shop.name, at, customer: { email: ada.email } });
    expect(await listed(shop, ada)).toMatchObject([{ pid: shop.pid('1'), is: 'perhaps' }]);
    expect(await requests(shop.name)).toHaveLength(1);
  });

  it('of everybody are one request when the whole shop is erased', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: ada });
    await shop.paid({ orderId: '2', customer: { email: 'bob@example.com', firstName: 'Bob' } });
    const ports = { ...shop.ports, finish: async () => {} };
    await eraseRows(ports, { shop: shop.name, at });
    await eraseRows(ports, { shop: shop.name, at });
    expect(await requests(shop.name)).toMatchObject([{ hashes: [] }]);
  });

  it('are forgotten when a person has seen to them, and not asked about again', async () => {
    const shop = world.shop(naming);
    await shop.paid({ orderId: '1', customer: ada });
    await shop.paid({ orderId: '2', customer: { email: 'bob@example.com', firstName: 'Bob' } });
    const erase = { type: 'erase' as const, shop: shop.name, at, customer: ada };
    await shop.send(erase);
    await shop.send({ ...erase, customer: { email: ada.email } });
    await shop.send({ ...erase, customer: { id: ada.id } });
    for (const open of await Array.fromAsync(openRequests(shop.ports, shop.name))) await closeRequest(shop.ports, open);
    expect(await requests(shop.name)).toEqual([]);
    expect(await listed(shop, ada)).toEqual([]);
    expect(await listed(shop, { email: 'bob@example.com' })).toHaveLength(1);
    await shop.send(erase);
    expect(await requests(shop.name)).toEqual([]);
  });
});
