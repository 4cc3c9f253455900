import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../lib/durations.ts';
import { retriedManually } from '../../../lib/notify/repair.ts';
import { resumed } from '../../../lib/notify/stopping.ts';
import { retryNotices } from '../../../ops/repair/retry-notices.ts';
import { note, startWorld, webhook } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

const unknown = { kind: 'retry', code: 'unavailable', quietMs: 10 * minuteMs } as const;

describe('a note that may still be on its way', () => {
  it('isn’t looked for before it must have arrived, even if an operator hurries', async () => {
    const shop = world.shop([note]);
    await shop.paid();
    shop.notified.answers['note'] = [unknown];
    await shop.notify();
    const row = await shop.notices();
    expect(row?.dueAt).toBe(shop.state.nowMs + 10 * minuteMs);
    const failed = { ...row!, deliveries: [{ ...row!.deliveries[0]!, state: 'failed' as const }] };
    expect(retriedManually(failed, shop.state.nowMs)?.dueAt).toBe(row?.dueAt);
    shop.pass(9 * minuteMs);
    await shop.notify();
    expect(shop.notified.sent).toHaveLength(1);
    shop.pass(minuteMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note delivered']);
  });

  it('keeps quiet when its target’s circuit opens and closes meanwhile', async () => {
    const shop = world.shop([note]);
    await shop.paid();
    await shop.ports.targetControl(shop.name, 'note').change(() => ({ failures: 9 }));
    shop.notified.answers['note'] = [unknown];
    await shop.notify();
    const row = await shop.notices();
    expect(row?.deliveries[0]?.waitsFor).toBe('hold');
    const free = resumed(row!, 'hold', 'note', shop.state.nowMs);
    expect(free?.deliveries[0]?.notBefore).toBe(shop.state.nowMs + 10 * minuteMs);
    await shop.ports.targetControl(shop.name, 'note').change(() => ({}));
    await shop.notify();
    expect(shop.notified.sent).toHaveLength(1);
  });

  it('keeps quiet after its worker died, and other targets don’t', async () => {
    const shop = world.shop([note, webhook]);
    await shop.paid();
    const key = { pk: `notices#${shop.name}#${shop.pid()}`, sk: 'state#notices' };
    const until = shop.state.nowMs + minuteMs;
    await shop.ports.store.notices.change(key, (row) => ({ ...row, lease: { id: 'dead', until } }));
    shop.pass(minuteMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note waiting', 'erp delivered']);
    expect((await shop.notices())?.dueAt).toBe(until + 10 * minuteMs);
    shop.pass(10 * minuteMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note delivered', 'erp delivered']);
  });

  it('keeps quiet after its last attempt', async () => {
    const shop = world.shop([note]);
    await shop.paid();
    const key = { pk: `notices#${shop.name}#${shop.pid()}`, sk: 'state#notices' };
    await shop.ports.store.notices.change(key, (row) => ({
      ...row,
      deliveries: row.deliveries.map((one) => ({ ...one, attempts: 9 })),
    }));
    shop.notified.answers['note'] = [unknown];
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note failed gave-up']);
    await retryNotices({ ...shop.ports, wakeNotices: async () => {} }, { shop: shop.name, pid: shop.pid() });
    await shop.notify();
    expect(shop.notified.sent).toHaveLength(1);
    shop.pass(10 * minuteMs);
    await shop.notify();
    expect(await shop.deliveries()).toEqual(['note delivered']);
  });

  it('keeps quiet although nobody could count the failure', async () => {
    const shop = world.shop([note]);
    await shop.paid();
    shop.notified.answers['note'] = [unknown];
    const { targetControl } = shop.ports;
    shop.ports.targetControl = (...of) => ({
      ...targetControl(...of),
      change: async () => await Promise.reject(new Error('throttled')),
    });
    await expect(shop.notify()).rejects.toThrow('1 targets could not be told');
    shop.ports.targetControl = targetControl;
    await shop.notify();
    expect(shop.notified.sent).toHaveLength(1);
    expect((await shop.notices())?.deliveries[0]).toMatchObject({
      attempts: 1,
      quietUntil: shop.state.nowMs + 10 * minuteMs,
    });
  });
});
