import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

let world: DeadWorld;
beforeAll(async () => {
  world = await startDeadWorld();
});
afterAll(() => world.close());

describe.concurrent('replaying dead letters', () => {
  it('gives failed orders another chance, removes their letters and names them', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2', '3');
    expect(await shop.lying()).toHaveLength(3);

    const replay = await shop.replay();
    expect(replay).toMatchObject({ matched: 3, removed: 3, counts: { retry: 3 } });
    expect(replay.keys).toEqual(['1', '2', '3'].map((id) => `${shop.name}/${shop.pid(id)}`));
    expect(await shop.lying()).toEqual([]);
    expect(shop.woken.toSorted()).toEqual(['1', '2', '3'].map((id) => shop.pid(id)));
    await shop.wake('1');
    expect(await shop.order('1')).toMatchObject({ state: 'posted' });
  });

  it('changes nothing without --yes', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2');
    const before = [await shop.order('1'), await shop.lying()];
    expect(await shop.replay({ yes: false })).toMatchObject({ removed: 0, counts: { retry: 2 }, keys: [] });
    expect([await shop.order('1'), await shop.lying()]).toEqual(before);
    expect(shop.woken).toEqual([]);
  });

  it('replays what the filters mean, all of them together', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2', '3');
    await shop.put({ key: `other-shop/x-1`, reason: 'gave-up' });
    const filters = { reason: ['rejected'], key: [{ shop: shop.name, pid: shop.pid('2') }], text: 'REJECT' };
    expect(await shop.replay({}, filters)).toMatchObject({ matched: 1, removed: 1, seen: 4 });
    expect(await shop.lying()).toHaveLength(3);
    expect(await shop.replay({}, { ...filters, shop: 'other-shop' })).toMatchObject({ matched: 0 });
  });

  it('loses nothing when it dies after the rows, and does nothing twice when it is repeated', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    const died = shop.replay({}, {}, { sendOrders: () => Promise.reject(new Error('killed')) });
    await expect(died).rejects.toThrow('killed');
    // Its row brings it back: it is due at once.
    expect(await shop.order('1')).toMatchObject({ state: 'waiting', dueKind: 'thanku', dueAt: shop.state.nowMs });
    expect(await shop.lying()).toHaveLength(1);

    await shop.wake('1');
    const calls = shop.state.calls.length;
    expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1, keys: [] });
    expect(shop.state.calls).toHaveLength(calls);
    expect(shop.woken).toEqual([]);
  });

  it('gives an order with several letters one chance', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    for (let n = 0; n < 5; n++) await shop.put({ key: `${shop.name}/${shop.pid('1')}`, reason: 'rejected' });
    expect(await shop.replay()).toMatchObject({ counts: { retry: 1, 'left-over': 5 }, removed: 6 });
    expect(shop.woken).toEqual([shop.pid('1')]);
  });

  it('leaves alone what came while it ran', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    expect(await shop.replay({ startedAt: Date.now() - 60_000 })).toMatchObject({ counts: {}, removed: 0 });
    expect(await shop.lying()).toHaveLength(1);
  });

  it('leaves alone an order that failed again while it ran, whichever letter tells of it', async () => {
    const shop = await world.shop();
    shop.state.nowMs = Date.now() + 3_600_000;
    await shop.failed('1');
    expect(await shop.replay()).toMatchObject({ counts: { 'failed-again': 1 }, removed: 0 });
    expect(await shop.lying()).toHaveLength(1);
  });

  it('says which ids are not there', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    expect(await shop.replay({}, { ids: ['00000000'] })).toMatchObject({ matched: 0, missing: ['00000000'] });
  });

  it('stops at the limit', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2', '3', '4');
    expect(await shop.replay({ limit: 2 })).toMatchObject({ counts: { retry: 2 }, removed: 2 });
    expect(await shop.lying()).toHaveLength(2);
  });

  it('asked to end, puts the rest back', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2');
    const ending = new AbortController();
    const asked = new Promise((resolve) => {
      ending.signal.addEventListener('abort', resolve);
    });
    const differs = { sendOrders: async () => ending.abort(), sleep: () => asked };
    const replay = await shop.replay({ rate: 1, signal: ending.signal }, {}, differs);
    expect(replay).toMatchObject({ removed: 1, ended: 'stopped' });
    expect(await shop.lying()).toHaveLength(1);
  });

  it.each([
    ['a letter of no order', { key: 'shop-1/nobody-1', reason: 'rejected' }, 'no-order'],
    ['what nobody can read', { odd: true }, 'unreadable'],
    ['an event with a part missing', { type: 'paid', shop: 'shop-1', at: 'soon' }, 'unreadable'],
    ['a key that is none', { key: 'my-shop', reason: 'rejected' }, 'unreadable'],
  ])('leaves %s where it is', async (_, message, action) => {
    const shop = await world.shop();
    await shop.put(message);
    expect(await shop.replay()).toMatchObject({ counts: { [action]: 1 }, removed: 0 });
    expect(await shop.lying()).toEqual([message]);
  });

  it('keeps the letter of an order whose data is gone', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    await shop.ports.store.payload.delete(keys.payload(shop.name, shop.pid('1')));
    expect(await shop.replay()).toMatchObject({ counts: { 'data-gone': 1 }, removed: 0 });
  });

  it('goes on past a row that is broken', async () => {
    const shop = await world.shop();
    await shop.failed('1', '2');
    const get: typeof shop.ports.store.payload.get = async (key) => {
      const { ThankflowError } = await import('../../../lib/errors.ts');
      if (key.pk.endsWith(shop.pid('1'))) throw new ThankflowError('bad-row', 'row x does not parse');
      return await shop.ports.store.payload.get(key);
    };
    const store = { ...shop.ports.store, payload: { ...shop.ports.store.payload, get } };
    const replay = await shop.replay({}, {}, { store });
    expect(replay).toMatchObject({ counts: { retry: 1, broken: 1 }, removed: 1 });
    expect(replay.examples.broken?.[0]).toMatch(/-1: row x does not parse$/);
  });
});

describe.concurrent('settings that have changed since', () => {
  const changed = { cause: 'CleanOcean', impact: { fixed: 2 } };
  it('are noticed: the letter stays, and refreezing is offered', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    shop.state.settings = settingsWith(changed, { shop: shop.name });
    expect(await shop.replay()).toMatchObject({ counts: { 'settings-changed': 1 }, removed: 0 });
    expect(await shop.order('1')).toMatchObject({ state: 'failed' });
  });

  it('are frozen anew when that is asked for', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    shop.state.settings = settingsWith(changed, { shop: shop.name });
    expect(await shop.replay({ refreeze: true })).toMatchObject({ counts: { refreeze: 1 }, removed: 1 });
    await shop.wake('1');
    expect(await shop.order('1')).toMatchObject({ state: 'posted', cause: 'CleanOcean', impact: 2 });
  });

  it('are told where the request may have been sent, and so stays as it is', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    const key = keys.thanku(shop.name, shop.pid('1'));
    await shop.ports.store.thanku.change(key, (row) => ({ ...row, reason: 'gave-up', refusals: undefined }));
    shop.applied.at = '2026-04-01T00:00:00.000Z';
    expect(await shop.replay()).toMatchObject({ counts: { 'retry-older': 1 }, removed: 1 });
    await shop.wake('1');
    expect(await shop.order('1')).toMatchObject({ state: 'posted', cause: 'PlantTrees' });
  });

  it('are passed over when what is frozen is wanted', async () => {
    const shop = await world.shop();
    await shop.failed('1');
    shop.state.settings = settingsWith(changed, { shop: shop.name });
    expect(await shop.replay({ asFrozen: true })).toMatchObject({ counts: { retry: 1 }, removed: 1 });
    await shop.wake('1');
    expect(await shop.order('1')).toMatchObject({ state: 'posted', cause: 'PlantTrees' });
  });
});
