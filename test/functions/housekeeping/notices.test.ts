import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { watchKey, watchScope } from '../../../lib/circuit/watch.ts';
import { expedite } from '../../../lib/expedite/expedite.ts';
import { wakeProbe } from '../../../lib/expedite/wake-one.ts';
import { isOpen, type Delivery, type NoticesState } from '../../../lib/notify/state.ts';
import { shopControl, targetControl } from '../../../lib/store/control.ts';
import { noticesKey, type NoticesOf } from '../../../lib/store/keys.ts';
import { pauseShop, resumeShop } from '../../../lib/store/pauses.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(() => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const minute = 60_000;
const hour = 60 * minute;
const scope = { what: 'target' as const, shop: 'oak', target: 'erp' };
const at = '2026-03-01T12:00:00.000Z';

const delivery = (changes: Partial<Delivery>): Delivery => ({
  target: 'erp',
  to: 'webhook',
  notice: 'evt_1',
  state: 'waiting',
  attempts: 1,
  notBefore: 0,
  ...changes,
});

/** Housekeeping, and rows of notices with the given deliveries. */
function world() {
  const made = worldOf(tables);
  const { ports, clock } = made;
  const { notices, scopeWatches } = ports.store;
  const control = targetControl(tables.documents, tables.control)('oak', 'erp');
  return {
    ...made,
    control,
    shop: shopControl(tables.documents, tables.control)('oak'),
    pass: async (ms: number) => {
      clock.nowMs += ms;
      await made.run();
    },
    waits: (of: NoticesOf, ...deliveries: Delivery[]) => {
      const open = deliveries.filter(isOpen).map(({ notBefore }) => notBefore);
      const row: NoticesState = { shop: 'oak', notices: [], deliveries, updatedAt: at };
      return notices.insert(noticesKey(of), { ...row, dueKind: 'notify', dueAt: Math.min(...open) });
    },
    row: (pid: string) => notices.get(noticesKey({ shop: 'oak', pid })),
    watch: () => scopeWatches.get(watchKey(scope)),
    open: async (probeAt = clock.nowMs + 15 * minute, trial = false) => {
      const hold = { reason: 'failures' as const, since: at, probeAt, ...(trial && { trial: true as const }) };
      await watchScope(scopeWatches, scope, probeAt);
      await control.change((state) => ({ ...state, failures: 10, hold }));
    },
    close: async () => {
      await control.change((state) => ({ ...state, hold: undefined }));
      await watchScope(scopeWatches, scope, clock.nowMs);
    },
  };
}

const oak = (pid: string) => ({ shop: 'oak', pid });

/** Two orders and a limit whose notifications wait for the circuit of `erp`, in this order. */
async function held() {
  const made = world();
  const { clock, waits, open } = made;
  await open();
  const hold = (hours: number) => delivery({ waitsFor: 'hold', notBefore: clock.nowMs + hours * hour });
  await waits(oak('oak-1'), hold(7), delivery({ target: 'crm', waitsFor: 'hold', notBefore: clock.nowMs + 20 * hour }));
  await waits(oak('oak-2'), hold(8));
  await waits({ shop: 'oak', about: 'limit#2026-03#100' }, hold(9));
  await waits({ shop: 'elm', pid: 'elm-1' }, hold(1));
  return made;
}

describe('the open circuit of a target', () => {
  it('has one order woken when its probe is due, and another if nobody takes the probe', async () => {
    const { pass, woken, row, clock } = await held();
    await pass(10 * minute);
    expect(woken).toEqual([]);
    await pass(6 * minute);
    expect(woken).toEqual(['notices oak-1']);
    // Its other deliveries keep their time.
    const last = clock.nowMs + 12 * hour;
    expect(await row('oak-1')).toMatchObject({
      dueAt: last,
      deliveries: [
        { target: 'erp', waitsFor: 'hold', notBefore: last },
        { target: 'crm', notBefore: Date.parse(at) + 20 * hour },
      ],
    });
    await pass(minute);
    expect(woken).toHaveLength(1);
    await pass(2 * minute);
    await pass(3 * minute);
    expect(woken).toEqual(['notices oak-1', 'notices oak-2', 'notices limit#2026-03#100']);
  });

  it('keeps what is due waiting without a wake-up, for hours', async () => {
    const { pass, woken, row, clock, control } = await held();
    await control.change((state) => ({ ...state, hold: { ...state.hold!, probeAt: clock.nowMs + 48 * hour } }));
    await pass(8 * hour);
    expect(woken).toEqual([]);
    for (const pid of ['oak-1', 'oak-2']) {
      const { dueAt, deliveries } = (await row(pid))!;
      expect(deliveries[0]).toMatchObject({ waitsFor: 'hold', notBefore: dueAt });
      expect(dueAt! - clock.nowMs).toBeGreaterThanOrEqual(6 * hour);
    }
  });

  it('does not keep what another target is to be told', async () => {
    const { pass, woken, waits, clock } = await held();
    await waits(
      oak('oak-3'),
      delivery({ waitsFor: 'hold', notBefore: clock.nowMs }),
      delivery({ target: 'crm', notBefore: clock.nowMs }),
    );
    await pass(minute);
    expect(woken).toEqual(['notices oak-3']);
  });

  it('that closes has all woken that waited for it, and nothing else, and its watch goes', async () => {
    const { pass, woken, close, row, clock, watch, telemetry } = await held();
    await close();
    await pass(minute);
    expect(woken.toSorted()).toEqual(['notices limit#2026-03#100', 'notices oak-1', 'notices oak-2']);
    expect((await row('oak-1'))?.deliveries).toEqual([
      delivery({ notBefore: clock.nowMs }),
      delivery({ target: 'crm', waitsFor: 'hold', notBefore: Date.parse(at) + 20 * hour }),
    ]);
    expect(await watch()).toBeUndefined();
    expect(telemetry.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ target: 'erp', notifications: 3 }) }),
    );
  });

  it('that closes delays nothing else of an order', async () => {
    const { close, ports, waits, row, clock } = world();
    const soonMs = clock.nowMs + 5 * minute;
    await waits(
      oak('oak-1'),
      delivery({ waitsFor: 'hold', notBefore: soonMs + hour }),
      delivery({ target: 'crm', notBefore: soonMs }),
    );
    await close();
    await expedite(ports, scope);
    expect(await row('oak-1')).toMatchObject({ dueAt: soonMs });
  });

  it('probes nothing while the shop is paused', async () => {
    const { pass, woken, shop } = await held();
    await pauseShop(shop, 'notify', { reason: 'a look', by: 'ada', since: at });
    await pass(16 * minute);
    expect(woken).toEqual([]);
  });

  it('gets a watch, if a worker died before it wrote one', async () => {
    const { pass, waits, watch, control, clock } = world();
    const hold = { reason: 'failures' as const, since: at, probeAt: clock.nowMs + 15 * minute };
    await control.change((state) => ({ ...state, hold }));
    await waits(oak('oak-1'), delivery({ waitsFor: 'hold', notBefore: clock.nowMs }));
    await pass(minute);
    expect(await watch()).toMatchObject({ scope, dueAt: hold.probeAt });
  });

  it('is woken for at once by a person, and says if nothing waits', async () => {
    const { ports, woken } = await held();
    expect(await wakeProbe(ports, scope)).toBe(true);
    expect(await wakeProbe(ports, { ...scope, target: 'other' })).toBe(false);
    expect(woken).toEqual(['notices oak-1']);
  });
});

describe('a pause of a shop’s notifications', () => {
  it('keeps what is due waiting, and its end has it woken', async () => {
    const { pass, waits, woken, shop, clock, row, ports } = world();
    const brake = { reason: 'a look', by: 'ada', since: at };
    await pauseShop(shop, 'notify', brake);
    await waits(oak('oak-1'), delivery({ waitsFor: 'brake', notBefore: clock.nowMs }));
    await waits(oak('oak-2'), delivery({ waitsFor: 'hold', notBefore: clock.nowMs + hour }));
    await pass(minute);
    expect(woken).toEqual([]);
    expect((await row('oak-1'))!.dueAt! - clock.nowMs).toBeGreaterThanOrEqual(6 * hour);
    expect(await resumeShop(shop, 'notify')).toEqual({ brake });
    const counts = await expedite(ports, { what: 'notify', shop: 'oak' });
    expect(counts).toEqual({ thankus: 0, receipts: 0, baskets: 0, giftCards: 0, notifications: 1, failed: 0 });
    expect(woken).toEqual(['notices oak-1']);
    expect((await row('oak-1'))?.deliveries).toEqual([delivery({ notBefore: clock.nowMs })]);
  });

  it('says nothing about a shop’s orders', async () => {
    const { shop, order, woken, pass, clock } = world();
    await pauseShop(shop, 'notify', { reason: 'a look', by: 'ada', since: at });
    await order('oak-9', { dueKind: 'thanku', dueAt: clock.nowMs });
    await pass(minute);
    expect(woken).toEqual(['thanku oak-9']);
  });
});

it('leaves a watch alone that only another version can read, and does everything else', async () => {
  const { pass, close, woken, telemetry } = await held();
  const watch = { ...watchKey({ what: 'notify', shop: 'elm' }), version: 1, writer: 'w', dueKind: 'held', dueAt: 1 };
  const Item = { ...watch, scope: { what: 'weather', shop: 'elm' } };
  await tables.documents.send(new PutCommand({ TableName: tables.orders, Item }));
  await close();
  await pass(minute);
  expect(woken).toHaveLength(3);
  expect(telemetry.levels.RowUnreadable).toBe(1);
});
