import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionFor } from '../../../functions/notify-shop/action.ts';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';
import { noticeOf } from '../../../lib/order/notice.ts';
import { settled } from '../../../lib/order/thanku/settling.ts';
import { due } from '../../../lib/order/thanku/state.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { klaviyo, startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const eraseEverybody = async ({ orderPorts, name }: ReturnType<typeof world.shop>) =>
  await eraseRows({ ...orderPorts, finish: async () => {} }, { shop: name, at: '2026-03-01T12:00:00.000Z' });

describe('an erasure of a whole shop', () => {
  it('forgets what is to be told of all its customers, and of no other shop’s', async () => {
    const [oak, elm] = [world.shop([webhook]), world.shop([webhook])];
    await oak.paid();
    await elm.paid();
    await eraseEverybody(oak);
    expect(await oak.deliveries()).toEqual(['erp skipped erased']);
    expect(await elm.deliveries()).toEqual(['erp waiting']);
  });
});

describe('a target that was just added', () => {
  it('is looked up again before its notifications are dropped', async () => {
    const stale = world.shop([webhook], {
      shops: {
        get: async () => ({ name: 'oak', targets: [] }),
        refresh: async () => ({ name: 'oak', targets: [{ ...webhook, target: webhook }] }),
      },
    });
    await stale.paid();
    await stale.notify();
    expect(await stale.deliveries()).toEqual(['erp delivered']);
  });
});

describe('a probe', () => {
  it('that the target refuses for its own sake leaves the next one to another notification', async () => {
    const shop = world.shop([webhook]);
    const control = shop.ports.targetControl(shop.name, 'erp');
    const since = new Date(shop.state.nowMs - hourMs).toISOString();
    await control.change(() => ({ hold: { reason: 'failures', since, probeAt: shop.state.nowMs } }));
    await shop.paid();
    shop.notified.answers['erp'] = [{ kind: 'refused', code: 'rejected' }];
    await shop.notify();
    expect((await control.get()).hold?.probeAt).toBe(shop.state.nowMs);
  });
});

describe('notifications that failed together', () => {
  it('come back at different times', () => {
    const at = (random: number) =>
      actionFor({ kind: 'retry', code: 'timeout' }, { attempts: 0 }, { nowMs: 0, random }).step;
    expect([at(0), at(0.8)]).toMatchObject([{ atMs: minuteMs }, { atMs: 1.2 * minuteMs }]);
  });
});

describe('a notice', () => {
  it('of a second failure has another ID, and one of the same failure the same', () => {
    const id = (round: number, nowMs: number) =>
      noticeOf(
        { type: 'Order Failed', partner: 'thanku', reason: 'rejected' },
        { shop: 'a', about: 'a-1', round },
        nowMs,
      ).id;
    expect(id(1, 0)).toBe(id(1, 5));
    expect(id(1, 0)).not.toBe(id(2, 0));
  });
});

describe('an order whose address is kept', () => {
  it('is looked at when the day is over, and not each minute until then', async () => {
    const shop = world.shop([klaviyo]);
    await shop.paid({ customer: { email: 'ann@example.com' } });
    const order = (await shop.order())!;
    expect(order).toMatchObject({ dueKind: 'settle', dueAt: shop.state.nowMs + dayMs });
    expect(settled(due(order, shop.state.nowMs), true, shop.state.nowMs)).toMatchObject({ dueAt: order.dueAt });
    expect(settled(order, true, shop.state.nowMs)).toBeUndefined();
    expect(settled(order, true, shop.state.nowMs + dayMs)?.settledAt).toBeDefined();
  });
});

describe('the shop’s own page about an order', () => {
  it('is left out if its link can’t be made: everything else is told', async () => {
    const shop = world.shop([webhook], { pageLink: () => Promise.reject(new Error('no secret')) });
    await shop.paid();
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered']);
  });

  it('is linked in what its systems are told, by the newest version of the key', async () => {
    const shop = world.shop([webhook]);
    if (shop.state.settings) shop.state.settings.thanksPage = { keyVersions: [3, 2], origins: [] };
    await shop.paid();
    await shop.notify();
    expect(shop.notified.sent[0]?.event.detail).toMatchObject({
      order: { links: { page: `https://hooks.example/t/${shop.name}?o=4711&v=3` } },
    });
    expect(shop.state.events[0]?.detail).not.toHaveProperty('order.links.page', expect.any(String));
  });
});
