import { describe, expect, it } from 'vitest';
import { fetchWorld, hour, minute, refuse, wooOrder } from './world.ts';

describe('an order that a webhook named', () => {
  it('is fetched and passed on', async () => {
    const { notify, queued, waiting, telemetry } = fetchWorld();
    expect(await notify('1001')).toEqual({ done: true });
    expect(queued).toMatchObject([{ type: 'paid', shop: 'my-shop', order: { orderId: '1001' } }]);
    expect(await waiting()).toEqual([]);
    expect(telemetry.counted).toEqual(['OrderFetched']);
  });

  it('is passed on once for each of its notifications: the claim ignores duplicates', async () => {
    const { notify, queued } = fetchWorld();
    await Promise.all([notify(), notify()]);
    expect(queued).toHaveLength(2);
    expect(queued[0]).toEqual(queued[1]);
  });

  it('is passed on as what it is by now', async () => {
    const { world, notify, queued } = fetchWorld();
    world.platform = () => wooOrder({ status: 'cancelled' });
    await notify('1001');
    expect(queued).toMatchObject([{ type: 'cancelled', orderId: '1001' }]);
  });

  it('that is not for us ends there', async () => {
    const { world, notify, queued, waiting, telemetry } = fetchWorld();
    world.platform = () => wooOrder({ status: 'pending', date_paid_gmt: null, date_paid: null });
    await notify();
    expect(queued).toEqual([]);
    expect(await waiting()).toEqual([]);
    expect(telemetry.lines).toMatchObject([{ message: 'a fetched order is not for us' }]);
  });

  it('that cannot be read is quarantined', async () => {
    const { world, notify, queued, quarantine, waiting } = fetchWorld();
    world.platform = () => wooOrder({ total: 'a lot' });
    await notify();
    expect(queued).toEqual([]);
    expect(quarantine).toMatchObject([{ shop: 'my-shop', platform: 'woocommerce' }]);
    expect(await waiting()).toEqual([]);
  });

  it('stays in the queue if it cannot be passed on', async () => {
    const { ports, notify } = fetchWorld();
    ports.queue = async () => {
      throw new Error('SQS is down');
    };
    await expect(notify()).rejects.toThrow('SQS is down');
  });
});

describe('an order that the platform does not have', () => {
  it('yet, is asked for again within seconds', async () => {
    const { world, asked, notify, queued, waiting } = fetchWorld();
    world.platform = () => (asked.length < 3 ? undefined : wooOrder());
    await notify();
    expect(queued).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it('for some minutes, waits on its row', async () => {
    const { world, notify, pass, queued, waiting, telemetry } = fetchWorld();
    world.platform = () => undefined;
    await notify();
    expect(await waiting()).toMatchObject([{ orderId: '1001', attempts: 1 }]);
    await pass(3 * minute);
    world.platform = () => wooOrder();
    await pass(6 * minute);
    expect(queued).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    expect(telemetry.counted).toEqual(['OrderFetched']);
  });

  it('for ever, is left out and counted', async () => {
    const { world, asked, notify, pass, queued, waiting, telemetry } = fetchWorld();
    world.platform = () => undefined;
    await notify();
    await pass(hour);
    expect(await waiting()).toEqual([]);
    expect(queued).toEqual([]);
    expect(telemetry.counted).toEqual(['OrderGone']);
    expect(asked.length).toBeLessThan(12);
    const calls = asked.length;
    await pass(hour);
    expect(asked).toHaveLength(calls);
  });

  it('yet, is waited for, however wrong the clock of the platform is', async () => {
    for (const at of ['2024-01-01T00:00:00Z', '2036-01-01T00:00:00Z']) {
      const { world, notify, pass, queued } = fetchWorld();
      world.platform = () => undefined;
      await notify('1001', { at });
      await pass(4 * minute);
      world.platform = () => wooOrder();
      await pass(6 * minute);
      expect(queued).toHaveLength(1);
    }
  });
});

describe('an answer that is older than the notification', () => {
  it('is not taken while a newer one may come', async () => {
    const { world, asked, notify, pass, queued } = fetchWorld();
    world.platform = (_, changedAt) => {
      if (changedAt !== undefined && asked.length < 6) throw refuse('outdated');
      return wooOrder();
    };
    await notify('1001', { changedAt: '2026-01-31T12:00:09Z' });
    expect(queued).toEqual([]);
    await pass(10 * minute);
    expect(queued).toHaveLength(1);
    expect(asked.every(({ changedAt }) => changedAt === '2026-01-31T12:00:09Z')).toBe(true);
  });

  it('holds no other order', async () => {
    const { world, notify, hold, queued } = fetchWorld();
    world.platform = (orderId) => {
      if (orderId === '1001') throw refuse('outdated');
      return wooOrder({ id: Number(orderId) });
    };
    await notify('1001');
    expect(await hold()).toBeUndefined();
    await notify('1002');
    expect(queued).toMatchObject([{ order: { orderId: '1002' } }]);
  });

  it('is taken in the end, because the times are not comparable then', async () => {
    const { world, notify, pass, queued, waiting } = fetchWorld();
    world.platform = (_, changedAt) => {
      if (changedAt !== undefined) throw refuse('outdated');
      return wooOrder();
    };
    await notify('1001', { changedAt: '2026-01-31T12:00:09Z' });
    await pass(50 * minute);
    expect(queued).toEqual([]);
    await pass(40 * minute);
    expect(queued).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });
});
