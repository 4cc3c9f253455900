import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unclaimedIn } from '../../../ops/privacy/dead-letter.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { forgetUnclaimedOf } from '../../../lib/privacy/unclaimed.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';
import { orderWith } from '../order/support.ts';
import { withNewer } from '../shops/newer.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';
const ada = { id: 'c-1', email: 'ada@example.com' };

/** A shop of which a claim was broken off after it had written the payload of order 2. Order 1 is claimed. */
async function brokenOff() {
  const shop = world.shop({ holdHours: 72 });
  await shop.paid({ orderId: '1', paidAt: at, customer: ada });
  const payload = await shop.payload('1');
  await shop.ports.store.payload.insert(keys.payload(shop.name, shop.pid('2')), payload!);
  return shop;
}

describe('what a claim that was broken off kept', () => {
  it('goes when its parked event is erased, and nothing of another customer does', async () => {
    const shop = await brokenOff();
    const paid = { type: 'paid' as const, shop: shop.name, at, order: orderWith({ orderId: '2', customer: ada }) };
    await shop.ports.parking.park(paid, { dueAtMs: shop.state.nowMs, waitsFor: 'settings-newer' });
    const ports = { ...shop.ports, finish: async () => undefined };
    await eraseRows(ports, { shop: shop.name, at, customer: { id: 'c-9' } });
    expect(await shop.payload('2')).toBeDefined();
    expect(await eraseRows(ports, { shop: shop.name, at, customer: ada })).toMatchObject({ parked: 1 });
    expect(await shop.payload('2')).toBeUndefined();
  });

  it('goes too where a reversal came before its order', async () => {
    const shop = await brokenOff();
    await shop.send({ type: 'cancelled', shop: shop.name, at, orderId: '2' });
    expect(await shop.order('2')).toMatchObject({ state: 'early' });
    await forgetUnclaimedOf(shop.ports, shop.name, '2');
    expect(await shop.payload('2')).toBeUndefined();
  });

  it('goes when its event comes back, its customer is erased and nobody can decide about it', async () => {
    const shop = await brokenOff();
    await eraseRows({ ...shop.ports, finish: async () => undefined }, { shop: shop.name, at, customer: ada });
    shop.state.settings = withNewer(shop.state.settings!, ['thanku', 'maxPerMonth'], 100);
    await shop.paid({ orderId: '2', paidAt: at, customer: ada });
    expect(await shop.order('2')).toBeUndefined();
    expect(await shop.payload('2')).toBeUndefined();
  });

  it('goes when its event comes back, and the order is history by then', async () => {
    const shop = await brokenOff();
    shop.state.settings = { ...shop.state.settings!, ordersPaidFrom: '2026-04-01T00:00:00.000Z' };
    await shop.paid({ orderId: '2', paidAt: at, customer: ada });
    expect(await shop.order('2')).toBeUndefined();
    expect(await shop.payload('2')).toBeUndefined();
  });

  it('stays where a row leads to it, which an erasure finds', async () => {
    const shop = await brokenOff();
    await forgetUnclaimedOf(shop.ports, shop.name, '1');
    expect(await shop.payload('1')).toBeDefined();
  });

  it('goes where its order was settled before: a reversal that was about to be undone', async () => {
    const shop = await brokenOff();
    await shop.send({ type: 'cancelled', shop: shop.name, at, orderId: '1' });
    expect(await shop.order('1')).toMatchObject({ state: 'skipped', settledAt: expect.any(String) });
    const kept = await shop.payload('2');
    await shop.ports.store.payload.insert(keys.payload(shop.name, shop.pid('1')), kept!);
    await forgetUnclaimedOf(shop.ports, shop.name, '1');
    expect(await shop.payload('1')).toBeUndefined();
  });

  it('stays where another claim wrote it meanwhile', async () => {
    const shop = await brokenOff();
    const { store } = shop.ports;
    const kept = await shop.payload('2');
    const payload: typeof store.payload = {
      ...store.payload,
      async writerOf(key) {
        const writer = await store.payload.writerOf(key);
        await store.payload.delete(key);
        await store.payload.insert(key, kept!);
        return writer;
      },
    };
    await forgetUnclaimedOf({ ...shop.ports, store: { ...store, payload } }, shop.name, '2');
    expect(await shop.payload('2')).toBeDefined();
  });

  it('stays where this version cannot read the row that leads to it, and keeps nobody from going on', async () => {
    const shop = await brokenOff();
    const { pk, sk } = keys.thanku(shop.name, shop.pid('2'));
    const Item = { pk, sk, version: 1, writer: 'w', state: 'of-a-newer-version' };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.orders, Item }));
    await forgetUnclaimedOf(shop.ports, shop.name, '2');
    expect(await shop.payload('2')).toBeDefined();
  });

  it('cannot be found without the settings of its shop', async () => {
    const shop = await brokenOff();
    await forgetUnclaimedOf({ ...shop.ports, settings: async () => undefined }, shop.name, '2');
    expect(await shop.payload('2')).toBeDefined();
  });

  it('is that of the paid order of a dead letter', () => {
    const paid = { type: 'paid', shop: 'oak', at, order: orderWith({ orderId: '2' }) };
    expect(unclaimedIn(JSON.stringify(paid))).toEqual({ shop: 'oak', orderId: '2' });
    for (const other of [
      { type: 'cancelled', shop: 'oak', at, orderId: '2' },
      { key: 'oak/oak-2', reason: 'gave-up' },
    ])
      expect(unclaimedIn(JSON.stringify(other))).toBeUndefined();
    expect(unclaimedIn('{')).toBeUndefined();
  });
});
