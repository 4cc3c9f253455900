import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/reconcile/ports.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { isSilenceDue } from '../../../functions/reconcile/silence.ts';
import { dayMs, hourMs, minuteMs } from '../../../lib/durations.ts';
import { keys, type DueKind } from '../../../lib/store/keys.ts';
import { silentWorld, stoppedMs } from './silent-world.ts';

describe('a silent shop', () => {
  it('is reported, with what a person needs to know', async () => {
    const { run, problem, telemetry } = await silentWorld();
    await run();
    const detail =
      'no order since Sat 2026-11-28 14:05 UTC: at this time of the week the shop was never quiet for longer than 2 hours ' +
      'in the four weeks before, and 13 orders usually arrive in such a time';
    expect(await problem()).toEqual({
      shop: 'oak',
      reason: 'shop-silent',
      since: '2026-11-29T16:05:00.000Z',
      detail,
      dueKind: 'stuck',
      dueAt: stoppedMs + 26 * hourMs,
    });
    expect(telemetry.lines).toEqual([
      { level: 'warn', message: 'a shop is silent', fields: { shop: 'oak', reason: detail } },
    ]);
  });

  it('stays reported as it was, without reading its history again, until an order arrives', async () => {
    const { clock, run, problem, queries, order, telemetry } = await silentWorld();
    await run();
    const first = await problem();
    queries.length = 0;
    for (const days of [1, 8, 27, 60]) {
      clock.nowMs = stoppedMs + days * dayMs + 3 * hourMs;
      await run();
      expect(await problem()).toEqual(first);
    }
    expect(queries).toHaveLength(4);
    expect(telemetry.lines).toHaveLength(1);
    await order('oak', clock.nowMs);
    await run();
    expect(await problem()).toBeUndefined();
  });

  it.each([
    ['was not in the index yet when it was reported', 25 * hourMs],
    ['arrived while the function did not run', 30 * hourMs],
  ])('is over with an order that %s', async (_what, afterMs) => {
    const { clock, run, problem, order } = await silentWorld();
    await run();
    await order('oak', stoppedMs + afterMs);
    clock.nowMs = stoppedMs + 40 * hourMs;
    await run();
    expect(await problem()).toBeUndefined();
  });

  it('that falls silent again is reported anew', async () => {
    const { clock, run, problem, order } = await silentWorld();
    await run();
    await order('oak', stoppedMs + 30 * hourMs);
    clock.nowMs = stoppedMs + 56 * hourMs;
    await run();
    expect(await problem()).toMatchObject({
      since: new Date(clock.nowMs).toISOString(),
      detail: expect.stringContaining('no order since Sun 2026-11-29 20:05 UTC'),
    });
  });

  it('is not a noisy one because a receipt or gift cards got their rows late', async () => {
    const { clock, run, problem, order } = await silentWorld();
    for (let minute = 1; minute <= 25; minute++)
      await order('oak', clock.nowMs - minute * minuteMs, minute % 2 === 0 ? keys.receipt : keys.giftCards);
    await run();
    expect(await problem()).toBeDefined();
  });
});

describe('a shop that is not silent', () => {
  it('costs one small read of the index', async () => {
    const { clock, run, problem, queries } = await silentWorld();
    clock.nowMs = stoppedMs + 6 * hourMs;
    await run();
    expect(await problem()).toBeUndefined();
    expect(queries).toEqual([expect.objectContaining({ Limit: 20, ScanIndexForward: false })]);
  });

  it('is one that is quiet, but not for longer than usual', async () => {
    const { clock, run, problem, queries } = await silentWorld();
    clock.nowMs = stoppedMs + 20 * hourMs;
    await run();
    expect(await problem()).toBeUndefined();
    expect(queries).toHaveLength(2);
  });

  it('is one that never had an order', async () => {
    const { settings, run, problem } = await silentWorld();
    await settings('new');
    await run();
    expect(await problem('new')).toBeUndefined();
  });

  it('is one that was removed', async () => {
    const { clock, settings, run, problem } = await silentWorld();
    await run();
    clock.nowMs += hourMs;
    await settings('oak', { removed: { at: '2026-11-29T16:30:00.000Z', by: 'ada' } });
    await run();
    expect(await problem()).toBeUndefined();
  });
});

it('says nothing of a shop whose settings only a newer version knows: its orders wait, and have no rows', async () => {
  const { settings, run, problem, orders } = await silentWorld();
  await settings('ash', { somethingNew: 1 });
  await orders('ash');
  await run();
  expect(await problem('ash')).toBeUndefined();
  expect(await problem('oak')).toBeDefined();
});

it('judges the others if one cannot be judged', async () => {
  const { settings, orders, order, put, run, problem, telemetry } = await silentWorld();
  await settings('ash');
  await order('ash', stoppedMs);
  await put('orders', { ...keys.problem('ash', 'shop-silent'), of: 'a newer version' });
  await settings('elm');
  await orders('elm');
  await expect(run()).rejects.toThrow('the silence of 1 shops is unknown');
  expect(telemetry.lines).toContainEqual(
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ shop: 'ash' }) }),
  );
  expect(await problem('elm')).toBeDefined();
});

describe('the function', () => {
  const at = (time: string) => Date.parse(`2026-11-29T${time}Z`);

  it.each([
    ['12:00:00.000', true],
    ['12:04:59.999', true],
    ['12:05:00.000', false],
    ['12:59:59.999', false],
  ])('at %s looks for silent shops: %s', (time, isDue) => {
    expect(isSilenceDue(at(time))).toBe(isDue);
  });

  async function worldWithDue(time: string) {
    const own = await silentWorld();
    own.clock.nowMs = at(time);
    const asked: DueKind[] = [];
    const due: Ports['due'] = (kind) => {
      asked.push(kind);
      return Readable.from([]);
    };
    // Nothing is due, so that these are all that it uses.
    const ports = { ...own.ports, due } as Ports;
    return { ...own, ports, asked };
  }

  it.each([
    ['16:08:00.000', 0],
    ['17:03:00.000', 1],
  ])('reports them once an hour: %s', async (time, reports) => {
    const { ports, telemetry, asked } = await worldWithDue(time);
    await reconcile(ports, () => 240_000);
    expect(telemetry.lines).toHaveLength(reports);
    expect(asked).toEqual(['reconcile']);
  });

  it('reconciles even if it could not look for them', async () => {
    const { ports, asked, telemetry } = await worldWithDue('17:03:00.000');
    ports.shops = () => Promise.reject(new Error('no table'));
    await expect(reconcile(ports, () => 240_000)).rejects.toThrow(AggregateError);
    expect(asked).toEqual(['reconcile']);
    expect(telemetry.lines).toMatchObject([{ level: 'error', fields: { error: 'Error' } }]);
  });
});
