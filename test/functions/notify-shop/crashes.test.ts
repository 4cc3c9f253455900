import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../lib/durations.ts';
import { noticed } from '../../../lib/notify/noticed.ts';
import { noticeOf } from '../../../lib/order/notice.ts';
import { keys } from '../../../lib/store/keys.ts';
import { klaviyo, note, startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const refused = { kind: 'refused', code: 'rejected' } as const;

describe('after a crash', () => {
  it('an event that is published again is told once, with its first ID', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    await shop.notifyTold();
    const key = keys.thanku(shop.name, shop.pid());
    await shop.ports.store.thanku.change(key, (row) => ({ ...row, announced: false, settledAt: undefined }));
    await shop.wake();
    const ids = shop.state.events.map(({ detail }) => ('eventId' in detail ? detail.eventId : undefined));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    await shop.notifyTold();
    expect(shop.notified.sent).toHaveLength(1);
    expect(await shop.deliveries()).toEqual(['erp delivered']);
  });

  it('a worker that was overtaken records nothing', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    const key = keys.notices(shop.name, shop.pid());
    shop.notified.answers['erp'] = [
      async () => {
        const lease = { id: 'another', until: shop.state.nowMs + minuteMs };
        await shop.ports.store.notices.change(key, (row) => ({ ...row, lease }));
        return { kind: 'refused', code: 'rejected' };
      },
    ];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp waiting']);
    expect((await shop.notices())?.lease?.id).toBe('another');
  });

  it('between Klaviyo’s answer and the order’s wake-up, the next message has the payload deleted', async () => {
    const wakes: string[] = [];
    const shop = world.shop([klaviyo], { wakeOrder: async ({ pid }) => void wakes.push(pid) });
    await shop.paid({ customer: { email: 'ann@example.com' } });
    await shop.notify();
    await shop.notify();
    expect(wakes).toEqual([shop.pid(), shop.pid()]);
  });
});

describe('while something of ours fails', () => {
  it('nothing is sent, and the row is free for the next attempt', async () => {
    const shop = world.shop([note]);
    await shop.paid();
    const { shopControl } = shop.ports;
    shop.ports.shopControl = () => ({ get: async () => await Promise.reject(new Error('throttled')) });
    await expect(shop.notify()).rejects.toThrow('could not be told');
    const row = await shop.notices();
    expect(row?.lease).toBeUndefined();
    // Housekeeping would send one message each minute.
    expect(row?.dueAt).toBe(shop.state.nowMs + 10 * minuteMs);
    shop.ports.shopControl = shopControl;
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note delivered']);
  });

  it('what was delivered isn’t sent again, although another’s dead letter can’t be sent', async () => {
    const shop = world.shop([webhook, note]);
    await shop.paid();
    shop.notified.answers['note'] = [refused, refused];
    const { sendDeadLetter } = shop.ports;
    shop.ports.sendDeadLetter = async () => await Promise.reject(new Error('no such queue'));
    await expect(shop.notify()).rejects.toThrow('could not be told');
    expect(await shop.deliveries()).toEqual(['erp delivered', 'note waiting']);
    shop.ports.sendDeadLetter = sendDeadLetter;
    shop.pass(10 * minuteMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered', 'note failed refused']);
    expect(shop.notified.letters).toEqual(['notification-refused']);
    expect(shop.notified.sent.map(({ target }) => target)).toEqual(['erp', 'note', 'note']);
  });
});

describe('a circuit that closes while its row is written', () => {
  it('doesn’t leave the notification waiting for hours', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    const control = shop.ports.targetControl(shop.name, 'erp');
    shop.notified.answers['erp'] = [{ kind: 'stop', reason: 'moved', code: 'gone', status: 410 }];
    const { scopeWatches } = shop.ports.store;
    // An operator resumes it between the watch and the row.
    shop.ports.store = {
      ...shop.ports.store,
      scopeWatches,
      notices: {
        ...shop.ports.store.notices,
        async change(key, decide, seen) {
          if (seen?.lease !== undefined) await control.change(() => ({}));
          return await world.shop([webhook]).ports.store.notices.change(key, decide, undefined);
        },
      },
    };
    await shop.notify();
    const row = await shop.notices();
    expect(row?.deliveries[0]?.waitsFor).toBeUndefined();
    expect(row?.dueAt).toBe(shop.state.nowMs);
  });
});

describe('a row with many notices', () => {
  it('keeps the latest, and all of which something is open', () => {
    const target = { name: 'erp', to: 'webhook' };
    const about = { shop: 'oak', pid: 'oak-1', orderId: '1' };
    const notice = (round: number) =>
      noticeOf(
        { type: 'Order Failed', partner: 'thanku', reason: 'rejected' },
        { shop: 'oak', about: 'oak-1', round },
        0,
      );
    let row = noticed(undefined, about, { notice: notice(0), targets: [target], customer: [] }, 0)!;
    for (let round = 1; round <= 30; round++) {
      row = noticed(row, about, { notice: notice(round), targets: [target], customer: [] }, 0)!;
      row = { ...row, deliveries: [...row.deliveries.slice(0, -1), { ...row.deliveries.at(-1)!, state: 'delivered' }] };
    }
    expect(row.notices).toHaveLength(21);
    expect(row.notices[0]?.id).toBe(notice(0).id);
    expect(row.notices.at(-1)?.id).toBe(notice(30).id);
    expect(row.deliveries).toHaveLength(21);
  });
});
