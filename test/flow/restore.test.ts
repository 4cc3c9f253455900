import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { controlKeys, shopControl } from '../../lib/store/control.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { thankflow } from '../ops/support.ts';
import { asOperator, type Operator } from './support/as-operator.ts';
import { backUpTables, putTablesBack, rowsIn, type Backup } from './support/backup.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { inTime, settledInTime } from './support/pauses.ts';
import { standardOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';

const tables = {
  ordersTable: 'thankflow-local-orders',
  settingsTable: 'thankflow-local-settings',
  controlTable: 'thankflow-local-control',
};

const limit = { perMonth: 20, timeZone: 'UTC' };
const settings = (thanku: Record<string, unknown> = {}) => shopWith('oak', { limit, ...thanku }, loyal('oak'));
const [ada, grace, hedy] = [person(), person(), person()];
const bodies = {
  1: standardOrder('1', ada),
  2: standardOrder('2', grace),
  3: standardOrder('3', hedy),
  4: standardOrder('4', hedy),
};

let stack: FlowStack;
let see: Observer;
let operator: Operator;
let to: string;
beforeAll(async () => {
  stack = await startFlowStack({ shops: [settings()] });
  see = observe(stack);
  operator = await asOperator(stack.localDir, 'view', 'repair');
});
afterAll(async () => {
  await operator?.end();
  await stack?.stop();
});

/** Wakes what is due until this holds. */
const holdsInTime = (check: () => Promise<unknown>) =>
  inTime(stack, async () => {
    await check();
    return true;
  });

const Json = z.record(z.string(), z.unknown());
const cli = async (...args: string[]) => {
  const { code, stdout, stderr } = await thankflow([...args, '--json'], { env: { LOCAL_DIR: operator.localDir } });
  return { code, stderr, json: Json.parse(JSON.parse(stdout)) };
};
const oak = () => stack.endpoints().shops.find(({ id }) => id === 'oak')!;
const order = (id: string) => see.order('oak', `oak-${id}`);
const receipt = (id: string) => see.receipt('oak', `oak-${id}`);
const thankus = async (id: string) => (await see.thankus(`oak-${id}`)).length;
const receipts = async (id: string) => (await see.receipts(`oak/oak-${id}`)).length;

const rowsOf = (table: string) => rowsIn(stack.documents, table);
const backUp = () => backUpTables(stack.documents, Object.values(tables));
const putBack = (backup: Backup) => putTablesBack(stack.documents, backup);

describe('tables that are restored to an earlier time', () => {
  it('forget what was sent and who was erased since', async () => {
    await cli('pause', '--shop', 'oak', '--why', 'so that two orders wait');
    await deliver(oak(), bodies[1]);
    await deliver(oak(), bodies[2]);
    for (const id of ['1', '2'])
      await holdsInTime(async () => {
        expect(await order(id)).toMatchObject({ state: 'held', reason: 'braked' });
        expect(await receipt(id)).toMatchObject({ state: 'waiting', waitsFor: 'brake' });
      });
    await see.quiet();
    to = new Date().toISOString();
    const backup = await backUp();

    await cli('resume', '--shop', 'oak');
    await deliver(oak(), bodies[3]);
    await deliver(oak(), bodies[4]);
    for (const id of ['1', '2', '3', '4'])
      await holdsInTime(async () => expect((await receipt(id))?.settledAt).toBeDefined());
    const erased = await cli('privacy', 'erase', '--shop', 'oak', '--customer', ada.email, '--yes');
    expect(erased.code).not.toBe(1);
    await deliver(oak(), JSON.stringify({ type: 'customer.erase', data: { customer: { id: hedy.id } } }));
    await eventually(() => isErased({ ...see.store, customers: see.customers }, 'oak', { id: hedy.id }));
    await see.quiet();

    await putBack(backup);
    expect(await order('3')).toBeUndefined();
    expect(await see.payload('oak', 'oak-1')).toBeDefined();
  });

  it('are made safe by one command, after a dry run that changes nothing', async () => {
    const before = await backUp();
    const dry = await cli('restore', 'tables', '--to', to);
    const expected = {
      shops: ['oak'],
      limited: ['oak'],
      thankus: ['oak/oak-1', 'oak/oak-2'],
      receipts: ['oak/oak-1', 'oak/oak-2'],
      notReconciled: ['oak'],
      unreadable: [],
    };
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true, ...expected, erased: { customers: 2 } } });
    expect(await backUp()).toEqual(before);

    const done = await cli('restore', 'tables', '--to', to, '--yes');
    expect(done).toMatchObject({ code: 0, json: { dryRun: false, ...expected, erased: { customers: 2, orders: 1 } } });
    const pause = { reason: expect.stringContaining('restored') };
    const control = await shopControl(stack.documents, tables.controlTable)('oak').get();
    // The pause that was on at that time is on again, and stays.
    expect(control).toMatchObject({ restored: { to }, thankuBrake: { reason: 'so that two orders wait' } });
    const rows = await rowsOf(tables.controlTable);
    expect(rows.find(({ pk, sk }) => pk === 'thanx#main' && sk === 'control')).toMatchObject({ brake: pause });
    const { pk, sk } = controlKeys.permits('main');
    expect(rows.filter((row) => row['pk'] === pk && row['sk'] === sk)).toEqual([]);
    expect(await see.payload('oak', 'oak-1')).toBeUndefined();
    expect(await isErased({ ...see.store, customers: see.customers }, 'oak', ada)).toBe(true);
    expect(await isErased({ ...see.store, customers: see.customers }, 'oak', { id: hedy.id })).toBe(true);

    const again = await cli('restore', 'tables', '--to', to, '--yes');
    expect(again.json).toMatchObject({ outcome: 'finished-before' });
    expect(operator.denied).toEqual([]);
  });

  it('then double nothing: everything ends in a known state, or is listed', async () => {
    await cli('resume', '--credential', 'main');
    await cli('resume', '--shop', 'oak');
    // The limit counts as spent until somebody says what was given.
    await holdsInTime(async () => expect(await order('2')).toMatchObject({ state: 'held', reason: 'limit' }));
    const refused = await cli('restore', 'limit', '--shop', 'oak', '--month', '1', '--day', '2');
    expect(refused.code).toBe(2);
    await cli('restore', 'limit', '--shop', 'oak', '--month', '0', '--day', '0');
    await holdsInTime(async () => expect(await order('2')).toMatchObject({ state: 'posted' }));
    expect(await settledInTime(stack, see, 'oak', 'oak-2')).toMatchObject({ state: 'submitted' });

    // Somebody imports what the tables have forgotten. Order 3’s customer is erased, and order 5 is new.
    await applySettings({ documents: stack.documents, ...tables }, settings({ impact: { fixed: 2 } }), {
      by: 'test',
      now: Date.now,
    });
    await deliver(oak(), bodies[3]);
    await deliver(oak(), standardOrder('5', grace));
    await holdsInTime(async () => {
      expect(await order('3')).toMatchObject({ state: 'skipped', reason: 'erased', stuck: 'perhaps-thanked' });
      expect(await order('1')).toMatchObject({ state: 'skipped', reason: 'erased', stuck: 'perhaps-thanked' });
    });
    expect(await settledInTime(stack, see, 'oak', 'oak-5')).toMatchObject({ state: 'submitted' });
    for (const id of ['1', '2', '3', '4']) expect([id, await thankus(id), await receipts(id)]).toEqual([id, 1, 1]);
    // Nobody can search for an erased customer's receipt. A minute later, a person is asked.
    await see.store.receipt.change(keys.receipt('oak', 'oak-1'), (row) => ({
      ...row,
      attempt: { ...row.attempt!, deadAt: 0 },
      dueAt: 1,
    }));
    await holdsInTime(async () => expect(await receipt('1')).toMatchObject({ state: 'unknown', dueKind: 'stuck' }));
    const { json } = await cli('stuck');
    expect(json).toMatchObject({
      stuck: expect.arrayContaining([
        expect.objectContaining({ code: 'thanku-perhaps' }),
        expect.objectContaining({ code: 'receipt-unknown-erased' }),
      ]),
    });
  });

  it('refuse an order’s second request, and say that its customer may have a ThankU', async () => {
    await deliver(oak(), standardOrder('2b', grace));
    expect(await settledInTime(stack, see, 'oak', 'oak-2b')).toMatchObject({ state: 'submitted' });
    // As if the table had forgotten it: its row is gone, and the settings have changed since.
    for (const { pk, sk } of (await see.scan()).filter((row) => row['pk'] === 'order#oak#oak-2b'))
      await see.store.thanku.delete({ pk: String(pk), sk: String(sk) });
    await shopControl(
      stack.documents,
      tables.controlTable,
    )('oak').change((state) => ({
      ...state,
      limit: null,
      restored: { to, at: new Date().toISOString() },
    }));
    await applySettings(
      { documents: stack.documents, ...tables },
      shopWith('oak', { impact: { fixed: 3 } }, loyal('oak')),
      {
        by: 'test',
        now: Date.now,
      },
    );
    await deliver(oak(), standardOrder('2b', grace, { paidAt: to }));
    await holdsInTime(async () => {
      expect(await order('2b')).toMatchObject({ state: 'failed', reason: 'rejected-after-restore' });
    });
    expect(await thankus('2b')).toBe(1);
    // An order is listed once its end has been announced.
    await holdsInTime(async () => {
      const { json } = await cli('stuck');
      expect(json).toMatchObject({
        stuck: expect.arrayContaining([expect.objectContaining({ code: 'thanku-after-restore' })]),
      });
    });
    expect(await receipts('2b')).toBe(1);
  });
});
