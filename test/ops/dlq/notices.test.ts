import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lib/notify/state.ts';
import { noticesKey, type NoticesOf } from '../../../lib/store/keys.ts';
import { isAbout } from '../../../ops/privacy/dead-letter.ts';
import { failedRow } from '../notify/failed-row.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

let world: DeadWorld;
beforeAll(async () => {
  world = await startDeadWorld();
});
afterAll(() => world.close());

async function withNotices(about: 'order' | 'limit', ...deliveries: Partial<Delivery>[]) {
  const shop = await world.shop();
  const pid = shop.pid('1');
  const of: NoticesOf = about === 'order' ? { shop: shop.name, pid } : { shop: shop.name, about: 'limit#month#80' };
  const row = failedRow({ shop: shop.name, pid, atMs: shop.state.nowMs - 1000 }, ...deliveries);
  const { store } = shop.ports;
  await store.notices.insert(noticesKey(of), { ...row, deliveries: row.deliveries.slice(1) });
  const letter = () => shop.put({ key: `${of.shop}/${of.pid ?? of.about}`, reason: 'notification-refused' });
  return { shop, of, letter, wake: { type: 'wake-notices', ...of }, row: () => store.notices.get(noticesKey(of)) };
}
const waiting = { state: 'waiting' as const, reason: undefined, endedAt: undefined };

describe.concurrent('letters of notifications', () => {
  it.each(['order', 'limit'] as const)('have what failed tried again, of an %s', async (about) => {
    const { shop, of, letter, row } = await withNotices(about, {});
    await letter();
    expect(await shop.replay()).toMatchObject({ counts: { 'retry-notices': 1 }, removed: 1, keys: [] });
    expect(shop.woken).toEqual([`notices ${of.pid ?? of.about}`]);
    expect(await row()).toMatchObject({ dueKind: 'notify', deliveries: [{ state: 'waiting', attempts: 0 }] });
  });

  it('are left over once it is sent, or is under way', async () => {
    for (const delivery of [{ state: 'delivered' as const }, waiting]) {
      const { shop, letter } = await withNotices('order', delivery);
      await letter();
      expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1 });
      expect(shop.woken).toEqual([]);
    }
  });

  it('stay if it failed again while this ran', async () => {
    const { shop, letter } = await withNotices('order', { endedAt: '2999-01-01T00:00:00.000Z' });
    await letter();
    expect(await shop.replay()).toMatchObject({ counts: { 'failed-again': 1 }, removed: 0 });
  });

  it('stay if nothing is known of it', async () => {
    const shop = await world.shop();
    await shop.put({ key: `${shop.name}/unknown`, reason: 'notification-gave-up' });
    expect(await shop.replay()).toMatchObject({ counts: { 'no-order': 1 }, removed: 0 });
  });
});

describe.concurrent('wake-ups for notifications', () => {
  it('go back to their own queue while anything is open', async () => {
    const { shop, wake } = await withNotices('limit', waiting);
    await shop.put(wake);
    expect(await shop.replay()).toMatchObject({ counts: { wake: 1 }, removed: 1 });
    expect(await shop.lying(shop.queue.source.url)).toEqual([wake]);
  });

  it('are left over otherwise, and contain nothing of a customer', async () => {
    const { shop, wake } = await withNotices('order', { state: 'skipped' });
    await shop.put(wake);
    expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1 });
    expect(await isAbout(shop.ports.store as never, JSON.stringify(wake), shop.name, undefined, {})).toBe(false);
  });
});
