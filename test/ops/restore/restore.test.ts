import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { enforceLimit } from '../../../lib/limit/in-force.ts';
import type { ErasureNote } from '../../../lib/privacy/erasure-log.ts';
import { restoreKey, restoreRows } from '../../../lib/restore/restored.ts';
import { LimitSettings } from '../../../lib/shops/limit-settings.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { RestorePorts } from '../../../ops/restore/ports.ts';
import { restore } from '../../../ops/restore/restore.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';
import { storedAs } from '../../lib/order/support.ts';
import { customers } from '../../support/customer-key.ts';
import { receiptRow } from '../../lib/order/rows.ts';

const toMs = Date.parse('2026-03-01T11:00:00.000Z');
const options = { toMs, by: 'ada', dryRun: false };
const ada = { id: 'c-1', email: 'ada@example.com' };

/** A shop with an order that waits for cancellations, on tables that were restored. */
async function restoredShop(given: Partial<RestorePorts> = {}) {
  const world = await startWorld();
  const { documents, control } = world.tables;
  const shop = world.shop({ holdHours: 72 }, { thanx: thanxSettings });
  await shop.paid({ paidAt: '2026-03-01T10:00:00.000Z', customer: ada });
  const notes: ErasureNote[] = [];
  const forgotten: string[] = [];
  const ports: RestorePorts = {
    ...shop.ports,
    finish: async () => undefined,
    stage: restoreRows(documents, control),
    shops: async () => (shop.state.settings === undefined ? [] : [storedAs(shop.state.settings)]),
    credentials: ['main'],
    credential: (name) => credentialControl(documents, control, name),
    forgetPermits: async (name) => void forgotten.push(name),
    erasuresSince: async function* (ms) {
      yield* notes.filter(({ at }) => Date.parse(at) >= ms);
    },
    indexShowsAll: async () => undefined,
    sends: true,
    ...given,
  };
  const receipt = keys.receipt(shop.name, shop.pid());
  await ports.store.receipt.insert(receipt, receiptRow({ shop: shop.name, pid: shop.pid() }));
  return { world, shop, ports, notes, forgotten, credential: () => ports.credential('main').get() };
}

let at: Awaited<ReturnType<typeof restoredShop>>;
beforeEach(async () => {
  at = await restoredShop();
});

describe('restored tables', () => {
  it('are paused, with permits and limits that count as used up, and with all that may have been sent marked', async () => {
    const { shop, ports } = at;
    await enforceLimit(ports.control(shop.name), LimitSettings.parse({ perMonth: 10, timeZone: 'UTC' }));
    const report = await restore(ports, options);
    const key = `${shop.name}/${shop.pid()}`;
    expect(report).toMatchObject({ shops: [shop.name], limited: [shop.name], thankus: [key], receipts: [key] });
    const pause = { by: 'ada', reason: expect.stringContaining('2026-03-01T11:00:00.000Z') };
    expect(await shop.control()).toMatchObject({ thankuBrake: pause, thanxBrake: pause, restored: { to: report?.to } });
    expect(await at.credential()).toMatchObject({ brake: pause });
    expect(at.forgotten).toEqual(['main']);
    expect(await ports.limits(shop.name).get()).toMatchObject({ unknownOn: '2026-03-01', open: [] });
    expect(await shop.order()).toMatchObject({ restored: true, state: 'held' });
    expect(await shop.receipt()).toMatchObject({ state: 'unknown', reason: 'restored' });
  });

  it('stay as they are in a dry run, which reports the same', async () => {
    const before = await at.shop.order();
    const dry = await restore(at.ports, { ...options, dryRun: true });
    expect(await at.shop.order()).toEqual(before);
    expect((await at.shop.control()).thankuBrake).toBeUndefined();
    expect(await at.ports.stage.get(restoreKey)).toBeUndefined();
    expect(at.forgotten).toEqual([]);
    const done = await restore(at.ports, options);
    expect({ ...dry, erased: undefined }).toEqual({ ...done, erased: undefined });
  });

  it('are made safe once: a later run of the same restore changes nothing', async () => {
    await restore(at.ports, options);
    await at.ports.store.receipt.change(keys.receipt(at.shop.name, at.shop.pid()), (row) => ({
      ...row,
      state: 'waiting' as const,
    }));
    expect(await restore(at.ports, options)).toBeUndefined();
    expect(await at.shop.receipt()).toMatchObject({ state: 'waiting' });
    // Restored to another time, everything has to be done again.
    expect(await restore(at.ports, { ...options, toMs: toMs - 1 })).toMatchObject({ receipts: [expect.any(String)] });
  });

  it('are made safe by a second run if the first was interrupted, with the time of the first', async () => {
    const failing: RestorePorts = {
      ...at.ports,
      erasuresSince: () => {
        throw new Error('S3 is unavailable');
      },
    };
    await expect(restore(failing, options)).rejects.toThrow('S3 is unavailable');
    const first = await at.ports.stage.get(restoreKey);
    expect(first?.finishedAt).toBeUndefined();
    at.shop.pass(60_000);
    expect(await restore(at.ports, options)).toMatchObject({ at: first?.at, receipts: [] });
    expect((await at.ports.stage.get(restoreKey))?.finishedAt).toBeDefined();
  });

  it('have everybody erased again who was erased since, and nobody else', async () => {
    const { shop, ports, notes } = at;
    await shop.paid({
      orderId: '4712',
      paidAt: '2026-03-01T10:00:00.000Z',
      customer: { id: 'c-2', email: 'grace@example.com' },
    });
    const note = async (when: string, customer: object): Promise<ErasureNote> => ({
      version: 1,
      shop: shop.name,
      at: when,
      hashes: await customers.current(shop.name, customer),
    });
    notes.push(await note('2026-03-01T10:58:00.000Z', { id: 'c-2' }), await note('2026-03-01T11:30:00.000Z', ada));
    // Noted at the beginning and at the end.
    notes.push(await note('2026-03-01T11:31:00.000Z', ada));
    expect(await restore(ports, options)).toMatchObject({ erased: { customers: 1, orders: 1, shops: [] } });
    expect(await shop.payload()).toBeUndefined();
    expect(await shop.payload('4712')).toBeDefined();
    // It may have been sent before the restore, so it isn't skipped as if it never was.
    expect(await shop.receipt()).toMatchObject({ state: 'unknown', erase: true });
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'erased', stuck: 'perhaps-thanked' });
  });

  it('lists rows that it can’t read, and leaves them alone', async () => {
    const { documents, orders } = at.world.tables;
    const pk = `order#${at.shop.name}#newer`;
    const Item = {
      pk,
      sk: 'state#receipt',
      version: 1,
      writer: 'w',
      state: 'of-a-newer-version',
      dueKind: 'receipt',
      dueAt: 1,
    };
    await documents.send(new PutCommand({ TableName: orders, Item }));
    const report = await restore(at.ports, options);
    expect(report?.unreadable).toEqual([expect.stringContaining(`row ${pk} state#receipt can't be read`)]);
    expect(report?.receipts).toHaveLength(1);
  });

  it('of a stage that only simulates have no receipt to look for', async () => {
    const { ports, shop } = await restoredShop({ sends: false });
    expect(await restore(ports, options)).toMatchObject({ receipts: [], thankus: [`${shop.name}/${shop.pid()}`] });
  });
});
