import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gauge } from '../../../functions/housekeeping/gauge.ts';
import type { Ports } from '../../../functions/housekeeping/ports.ts';
import { credentialControl, shopSecretsControl, shopControl, targetControl } from '../../../lib/store/control.ts';
import { keys, noticesKey } from '../../../lib/store/keys.ts';
import { metrics, type Gauge } from '../../../lib/telemetry.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = memoryTables();
});
afterEach(() => tables.close());

function world(overrides: Partial<Ports> = {}) {
  const made = worldOf(tables, overrides);
  const { ports, clock } = made;
  return { ...made, runAll: made.run, run: () => gauge(ports, clock.nowMs + 5000) };
}
const quarterMs = 15 * 60_000;
const at = '2026-03-01T12:00:00.000Z';
const gauges = Object.entries(metrics).flatMap(([name, watched]) => ('gauge' in watched ? [name as Gauge] : []));
/** Of stopped targets, zero isn't published: their alarm takes missing data for it. */
const nothing = Object.fromEntries(gauges.filter((name) => name !== 'NotifyTargetsHeld').map((name) => [name, 0]));

async function privacyRequests({ store, now }: Ports): Promise<void> {
  const due = { shop: 'oak', at, dueKind: 'stuck' as const, dueAt: now() };
  await store.exportRequests.insert(keys.exportRequest('oak', '1'), { ...due, email: 'ada@example.com' });
  await store.eraseRequests.insert(keys.eraseRequest('oak', '1'), { ...due, email: 'ada@example.com' });
  await store.redactRequests.insert(keys.redactRequest('oak', '1'), due);
  await store.namedRequests.insert(keys.namedRequest('oak', '1'), { ...due, hashes: ['h'] });
}

describe('the gauges', () => {
  it('are published when there is nothing, too', async () => {
    const { runAll, telemetry } = world();
    await runAll();
    expect(telemetry.levels).toEqual(nothing);
    expect(telemetry.lines).toEqual([]);
  });

  it('count what waits for a person, and the log names the reasons', async () => {
    const { run, ports, order, receipt, telemetry, clock } = world({ quarantined: async () => 7 });
    const stuck = { dueKind: 'stuck' as const, dueAt: clock.nowMs };
    await order('oak-1', { state: 'failed', reason: 'gave-up', announced: true, ...stuck });
    await order('oak-2', { state: 'failed', announced: true, ...stuck });
    await receipt('oak-3', { state: 'unknown', ...stuck });
    await privacyRequests(ports);
    await run();
    expect(telemetry.levels).toEqual({
      ...nothing,
      OrdersStuck: 2,
      ReceiptsStuck: 1,
      PrivacyRequestsOpen: 4,
      QuarantineEntries: 7,
    });
    expect(telemetry.lines).toContainEqual({
      level: 'warn',
      message: 'these wait for a person',
      fields: {
        'thanku-gave-up': 1,
        'thanku-rejected': 1,
        'receipt-unknown-not-looked-up': 1,
        'export-requested': 1,
        'erase-unfinished': 1,
        'shop-redact-requested': 1,
        'erased-named': 1,
      },
    });
  });

  it('count a stuck row as long as it is stuck, and not what the index still has of it', async () => {
    const { run, ports, order, telemetry, clock } = world();
    await order('oak-1', { state: 'failed', announced: true, dueKind: 'stuck', dueAt: clock.nowMs });
    const { due } = ports;
    ports.due = async function* (kind, untilMs) {
      yield* due(kind, untilMs);
      if (kind === 'stuck') yield { ...keys.thanku('oak', 'gone'), dueAt: clock.nowMs };
    };
    await run();
    clock.nowMs += 29 * 24 * 60 * 60_000;
    await run();
    expect(telemetry.levels.OrdersStuck).toBe(1);
  });

  it('let no kind hide another behind many rows', async () => {
    const { run, ports, telemetry, clock } = world();
    const { due } = ports;
    ports.due = async function* (kind, untilMs) {
      if (kind === 'stuck') for (let n = 0; n < 1500; n++) yield { ...keys.thanku('oak', `n-${n}`), dueAt: n };
      yield* due(kind, untilMs);
    };
    await privacyRequests(ports);
    clock.nowMs += 1;
    await run();
    expect(telemetry.levels).toMatchObject({ PrivacyRequestsOpen: 4, OrdersStuck: 1300 });
  });

  it('count holds and pauses, whether their shops have settings or not', async () => {
    const { run, telemetry } = world();
    const hold = { reason: 'unauthorized' as const, since: at };
    const brake = { reason: 'ticket 42', by: 'ada', since: at };
    const shop = shopControl(tables.documents, tables.control);
    await shop('oak').change((row) => ({ ...row, hold }));
    await shop('elm').change((row) => ({ ...row, thankuBrake: brake, thanxBrake: brake }));
    await shop('ash').change((row) => ({ ...row, failuresInARow: 2 }));
    await credentialControl(tables.documents, tables.control, 'main').change((row) => ({ ...row, hold, brake }));
    await shopSecretsControl(tables.documents, tables.control, 'main')('oak').change((row) => ({ ...row, hold }));
    const target = targetControl(tables.documents, tables.control);
    for (const name of ['erp', 'crm']) await target('oak', name).change((row) => ({ ...row, hold }));
    await target('oak', 'till').change((row) => ({ ...row, failures: 9 }));
    await target('oak', 'mail').change((row) => ({ ...row, hold: { ...hold, trial: true } }));
    await shop('yew').change((row) => ({ ...row, notifyBrake: brake }));
    const trial = { pk: 'shop#fir', sk: 'control', hold: { ...hold, trial: true } };
    await tables.documents.send(new PutCommand({ TableName: tables.control, Item: trial }));
    await run();
    expect(telemetry.levels).toEqual({
      ...nothing,
      ShopsHeld: 1,
      CredentialsHeld: 2,
      NotifyTargetsHeld: 2,
      Paused: 3,
    });
  });

  it('don’t count failed notifications as something else: there are dead letters of them', async () => {
    const { run, ports, telemetry, clock } = world();
    const row = { shop: 'oak', notices: [], deliveries: [], createdAt: at, updatedAt: at };
    for (const of of [{ pid: 'oak-1' }, { about: 'limit#2026-03#100' }])
      await ports.store.notices.insert(noticesKey({ shop: 'oak', ...of }), {
        ...row,
        dueKind: 'stuck',
        dueAt: clock.nowMs,
      });
    await run();
    expect(telemetry.levels).toEqual(nothing);
  });

  it('count what nobody woke for a quarter of an hour, and parked events after ten minutes', async () => {
    const { run, ports, order, receipt, telemetry, clock } = world();
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs - quarterMs });
    await order('oak-2', { dueKind: 'thanku', dueAt: clock.nowMs - quarterMs + 1 });
    await receipt('oak-3', { dueKind: 'receipt', dueAt: clock.nowMs - quarterMs });
    await ports.store.notices.insert(keys.notices('oak', 'oak-4'), {
      shop: 'oak',
      notices: [],
      deliveries: [],
      updatedAt: at,
      dueKind: 'notify',
      dueAt: clock.nowMs - quarterMs,
    });
    await ports.parking.park({ type: 'export', shop: 'oak', at, customer: { id: '1' } });
    await run();
    expect(telemetry.levels.RowsOverdue).toBe(3);
    clock.nowMs += 10 * 60_000;
    await run();
    expect(telemetry.levels.RowsOverdue).toBe(5);
  });
});

describe('what cannot be counted', () => {
  it('is not published as nothing, and keeps no other gauge and no job from its turn', async () => {
    const { runAll, order, telemetry, woken, clock } = world({
      quarantined: () => Promise.reject(new Error('S3 is away')),
      stopCounts: () => Promise.reject(new Error('DynamoDB is away')),
    });
    await order('oak-1', { dueKind: 'thanku', dueAt: clock.nowMs - 1 });
    await expect(runAll()).rejects.toThrow('1 housekeeping jobs failed');
    expect(telemetry.levels).toEqual({
      OrdersStuck: 0,
      ReceiptsStuck: 0,
      PrivacyRequestsOpen: 0,
      ShopProblems: 0,
      RowsOverdue: 0,
    });
    expect(woken).toEqual(['thanku oak-1']);
  });

  it('within the slice is published only where something was seen', async () => {
    const { run, ports, order, telemetry, clock } = world();
    await order('oak-1', { state: 'failed', announced: true, dueKind: 'stuck', dueAt: clock.nowMs - 1 });
    const { due } = ports;
    ports.due = async function* (kind, untilMs) {
      yield* due(kind, untilMs);
      if (kind !== 'stuck') return;
      clock.nowMs += 60_000;
      yield { ...keys.exportRequest('oak', '1'), dueAt: 1 };
    };
    await run();
    expect(telemetry.levels.OrdersStuck).toBe(1);
    expect(telemetry.levels).not.toHaveProperty('PrivacyRequestsOpen');
  });
});
