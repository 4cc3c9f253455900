import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';
import { startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const outage = { kind: 'retry', code: 'server error', status: 503 } as const;

describe('an order of a shop with a target', () => {
  it('is told once it is thanked, with an ID that stays', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    expect(shop.state.told).toEqual([{ shop: shop.name, pid: shop.pid() }]);
    await shop.notifyTold();
    const [sent] = shop.notified.sent;
    const [event] = shop.state.events;
    expect(sent?.event.type).toBe('Order Thanked');
    expect(sent?.event.detail).toMatchObject({
      pid: shop.pid(),
      order: { state: 'posted', receipt: { state: 'skipped' } },
    });
    expect(event?.detail).toMatchObject({ eventId: sent?.id });
    expect(await shop.deliveries()).toEqual(['erp delivered']);
    expect((await shop.notices())?.dueKind).toBeUndefined();
    await shop.notify();
    expect(shop.notified.sent).toHaveLength(1);
  });

  it('is settled at once, and keeps nothing personal for a webhook', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    expect(await shop.payload()).toBeUndefined();
    expect((await shop.order())?.settledAt).toBeDefined();
  });

  it('is told of its reversal, as another event', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    await shop.notifyTold();
    await shop.cancelled();
    await shop.notifyTold();
    const [first, second] = shop.notified.sent;
    expect(second?.event).toMatchObject({ type: 'Order Reversed', detail: { kind: 'cancelled' } });
    expect(second?.id).not.toBe(first?.id);
  });

  it('gets only the events that its settings name', async () => {
    const shop = world.shop([{ ...webhook, events: ['order.reversed'] }]);
    await shop.paid();
    expect(await shop.notices()).toBeUndefined();
    await shop.cancelled();
    await shop.notifyTold();
    expect(shop.notified.sent.map(({ event }) => event.type)).toEqual(['Order Reversed']);
  });
});

describe('a target that fails', () => {
  it('is tried again by the row, later each time, and given up after three days', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      shop.notified.answers['erp'] = [outage];
      await shop.notify();
      const { dueAt = 0, dueKind } = (await shop.notices()) ?? {};
      expect(dueKind).toBe('notify');
      waits.push(dueAt - shop.state.nowMs);
      await shop.notify();
      shop.pass(dueAt - shop.state.nowMs);
    }
    expect(shop.notified.sent).toHaveLength(9);
    expect(waits).toEqual([
      minuteMs,
      5 * minuteMs,
      30 * minuteMs,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
    ]);
    shop.notified.answers['erp'] = [outage];
    // The tenth failure in a row also opens the target's circuit.
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp waiting']);
    const { hold } = await shop.ports.targetControl(shop.name, 'erp').get();
    expect(hold?.reason).toBe('failures');
    shop.pass(15 * dayMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp failed gave-up']);
    expect(shop.notified.letters).toEqual(['notification-gave-up']);
    expect((await shop.notices())?.dueKind).toBe('stuck');
  });

  it('waits as long as the target asks, a day at most', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    shop.notified.answers['erp'] = [{ ...outage, afterMs: hourMs }];
    await shop.notify();
    expect((await shop.notices())?.dueAt).toBe(shop.state.nowMs + hourMs);
  });

  it('doesn’t keep others from being told', async () => {
    const shop = world.shop([webhook, { ...webhook, name: 'crm' }]);
    shop.notified.secrets['crm'] = shop.notified.secrets['erp'];
    await shop.paid();
    shop.notified.answers['erp'] = [outage];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp waiting', 'crm delivered']);
    const said = shop.telemetry.lines.find(({ message }) => message === 'notified');
    expect(said?.fields).toMatchObject({ left: 1 });
  });

  it('is quoted for as long as somebody may have to act', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    shop.notified.answers['erp'] = [{ kind: 'stop', reason: 'moved', code: 'redirected', words: 'to https://elm' }];
    await shop.notify();
    const words = async () => (await shop.notices())?.deliveries[0]?.lastError;
    expect(await words()).toMatchObject({ code: 'redirected', words: 'to https://elm' });
    const target = shop.ports.targetControl(shop.name, 'erp');
    expect((await target.get()).lastError).toMatchObject({ words: 'to https://elm' });
    shop.pass(13 * hourMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered']);
    expect(await words()).toEqual({ at: expect.any(String), code: 'redirected' });
  });

  it('is stopped at once if it refuses everything, and probed by one notification', async () => {
    const shop = world.shop([webhook]);
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2' });
    shop.notified.answers['erp'] = [{ kind: 'stop', reason: 'moved', code: 'gone', status: 410 }];
    await shop.notify('1');
    await shop.notify('2');
    expect(shop.notified.sent).toHaveLength(1);
    expect((await shop.notices('2'))?.deliveries[0]?.waitsFor).toBe('hold');
    shop.pass(13 * hourMs);
    await shop.notify('2');
    expect(await shop.deliveries('2')).toEqual(['erp delivered']);
    expect((await shop.ports.targetControl(shop.name, 'erp').get()).hold).toBeUndefined();
  });

  it('is stopped while it has no secret', async () => {
    const shop = world.shop([webhook]);
    shop.notified.secrets = {};
    await shop.paid();
    await shop.notify();
    expect(shop.notified.sent).toEqual([]);
    expect((await shop.notices())?.deliveries[0]?.lastError?.code).toBe('no-secret');
    expect((await shop.ports.targetControl(shop.name, 'erp').get()).hold?.reason).toBe('no-secret');
  });

  it('fails for good if it refuses the notification', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    shop.notified.answers['erp'] = [{ kind: 'refused', code: 'rejected', status: 400 }];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp failed refused']);
    expect(shop.notified.letters).toEqual(['notification-refused']);
  });
});

describe('two workers', () => {
  it('don’t send the same twice', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    let other: unknown;
    shop.notified.answers['erp'] = [
      async () => {
        other = await shop.notify();
        return { kind: 'delivered' };
      },
    ];
    await shop.notify();
    expect(other).toEqual({ done: false, againInSeconds: 5 });
    expect(shop.notified.sent).toHaveLength(1);
  });

  it('leave what comes while one sends to the next message', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    shop.notified.answers['erp'] = [
      async () => {
        await shop.cancelled();
        return { kind: 'delivered' };
      },
    ];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered', 'erp waiting']);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered', 'erp delivered']);
  });

  it('take over from one that died', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    shop.notified.answers['erp'] = [() => Promise.reject(new Error('the worker was killed'))];
    await expect(shop.notify()).rejects.toThrow('could not be told');
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['erp delivered']);
    expect(new Set(shop.notified.sent.map(({ id }) => id)).size).toBe(1);
  });
});

describe('a pause', () => {
  it('keeps everything until it ends', async () => {
    const shop = world.shop([webhook]);
    await shop.paid();
    const brake = { reason: 'the shop moves', by: 'local:ann', since: new Date(shop.state.nowMs).toISOString() };
    await world
      .shop([webhook])
      .orderPorts.control(shop.name)
      .change((state) => ({ ...state, notifyBrake: brake }));
    await shop.notify();
    expect(shop.notified.sent).toEqual([]);
    expect((await shop.notices())?.deliveries[0]?.waitsFor).toBe('brake');
  });
});
