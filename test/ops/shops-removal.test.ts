import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ingestSettings } from '../../lib/shops/ingest-settings.ts';
import { parking } from '../../lib/store/parked.ts';
import { oneShopAtATime } from './one-shop.ts';

let world: Awaited<ReturnType<typeof oneShopAtATime>>;
let oak: ReturnType<typeof world.next>;
beforeAll(async () => {
  world = await oneShopAtATime();
});
beforeEach(() => {
  oak = world.next();
});
afterAll(() => world.close());

/** An order of the shop that waits. */
const waitingOrder = (pid: string) => {
  const at = '2026-05-01T12:00:00.000Z';
  const row = { shop: oak.shop, pid, orderId: pid, state: 'waiting', attempts: 0, notBefore: 0, receipt: 'none' };
  const given = { amount: '45.00', currency: 'EUR', paidAt: at, cause: 'PlantTrees', impact: 4 };
  const due = { dueKind: 'thanku', dueAt: Date.parse(at), createdAt: at, updatedAt: at, version: 1, writer: 'x' };
  const Item = { pk: `order#${oak.shop}#${pid}`, sk: 'state#thanku', ...row, ...given, ...due };
  return world.aws.documents.send(new PutCommand({ TableName: world.aws.ordersTable, Item }));
};

describe('shops remove', () => {
  it('says what stays, and deletes nothing that orders are recognised by', async () => {
    await oak.apply();
    const before = await oak.stored();
    await oak.control.change((state) => ({ ...state, ordersExist: true, pidPrefix: `${oak.shop}-` }));
    const ran = await world.run('shops', 'remove', oak.shop, '--by', 'ada', '--yes');
    expect(ran).toMatchObject({ code: 0, stdout: `done  removed ${oak.shop} from stage local, as revision 2\n` });
    expect(ran.stderr).toContain(`Stays: the pid prefix “${oak.shop}-”`);
    expect(ran.stderr).toContain(`shops rollback ${oak.shop} 1`);
    expect(await oak.audited()).toContainEqual(['shops remove', oak.shop, 'done', 'removed: revision 2']);

    const after = await oak.stored();
    expect(after).toMatchObject({ revision: 2, unknown: ['removed'], removed: { by: 'ada' } });
    expect(after?.raw).toMatchObject(before?.raw ?? {});
    // Webhooks are still verified and read, so nothing is lost.
    expect(ingestSettings(oak.shop, after?.raw ?? {})).toEqual(ingestSettings(oak.shop, before?.raw ?? {}));
    expect(await world.json('shops', 'list')).toMatchObject({
      shops: expect.arrayContaining([expect.objectContaining({ shop: oak.shop })]),
    });
    expect((await world.run('shops', 'show', oak.shop)).stdout).toContain('# REMOVED');
    expect((await world.run('orders', 'list', '--shop', oak.shop)).code).toBe(0);
    expect((await world.run('send', '--shop', oak.shop)).stderr).toContain(`${oak.shop} was removed`);
    expect((await world.run('shops', 'remove', oak.shop, '--yes')).stdout).toMatch(/^unchanged/);
  });

  it('is refused while anything waits, unless told how', async () => {
    await oak.apply();
    await waitingOrder(`${oak.shop}-1`);
    const refused = await world.run('shops', 'remove', oak.shop, '--yes');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(
      'Waits: 1 orders whose thanks, receipts, baskets or gift cards are still to be sent',
    );
    expect(refused.stderr).toContain('--waiting finish');
    expect(await oak.stored()).toMatchObject({ revision: 1 });
    expect(await world.json('shops', 'remove', oak.shop, '--yes', '--waiting', 'pause')).toMatchObject({
      outcome: 'removed',
      waiting: { orders: 1, stuck: 0, receiptsAtThanx: 0, events: 0 },
    });
    expect(await oak.control.get()).toMatchObject({
      thankuBrake: { reason: 'the shop was removed' },
      thanxBrake: { reason: 'the shop was removed' },
    });
  });

  it('lets new orders wait until the shop comes back', async () => {
    await oak.apply();
    await world.run('shops', 'remove', oak.shop, '--yes');
    const at = new Date().toISOString();
    const waits = { dueAtMs: Date.now() + 900_000, waitsFor: 'settings-newer' as const };
    await parking(world.aws.documents, world.aws.ordersTable, Date.now).park(
      { type: 'paid', shop: oak.shop, at },
      waits,
    );
    const asked = await world.run('shops', 'rollback', oak.shop, '1');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('This brings it back') });
    const back = await world.run('shops', 'rollback', oak.shop, '1', '--yes');
    expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining('1 webhooks waited for settings') });
    expect(await oak.stored()).toMatchObject({ revision: 3, settings: { shop: oak.shop } });
  });

  it('still refuses another pid when the shop comes back with orders', async () => {
    await oak.apply();
    await oak.control.change((state) => ({ ...state, ordersExist: true, pidPrefix: `${oak.shop}-` }));
    await world.run('shops', 'remove', oak.shop, '--yes');
    const refused = await oak.apply(['slug: ', 'pidPrefix: B\n  slug: ']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('has orders, and this would change') });
    expect((await world.run('shops', 'rollback', oak.shop, '2')).stderr).toContain(
      `revision 2 is the removal of ${oak.shop}`,
    );
    expect(await oak.apply(['per: 10', 'per: 7'])).toMatchObject({ code: 0 });
    expect(await oak.stored()).toMatchObject({ revision: 3, settings: { thanku: { impact: { per: '7' } } } });
  });
});

describe('shops what-if', () => {
  it('computes what past orders would have given, and changes nothing', async () => {
    await oak.apply();
    await waitingOrder(`${oak.shop}-1`);
    const before = await world.aws.all(world.aws.ordersTable);
    const other = await oak.file(['per: 10', 'per: 5']);
    expect(await world.json('shops', 'what-if', other, '--since', '2026-01-01')).toMatchObject({
      shop: oak.shop,
      since: '2026-01-01T00:00:00.000Z',
      orders: 1,
      affected: 1,
      more: 1,
      units: [{ cause: 'PlantTrees', before: 4, after: 9 }],
      notComputed: {},
    });
    const shown = await world.run('shops', 'what-if', other, '--since', '2026-01-01');
    expect(shown.stdout).toBe(
      [
        'PlantTrees\t4 trees\t9 trees',
        '1 orders: 1 affected (1 give more, 0 less), 0 unchanged, 0 reversed before they were thanked',
        '  an order of 45.00 EUR: 4 trees → 9 trees',
        '',
      ].join('\n'),
    );
    const perItem = await oak.file(['per: 10\n    currency: EUR', 'perItem: 2']);
    expect((await world.run('shops', 'what-if', perItem, '--since', '2026-01-01')).stdout).toContain(
      '1 not computed: a rule depends on the order’s items',
    );
    expect(await world.aws.all(world.aws.ordersTable)).toEqual(before);
    expect(await oak.stored()).toMatchObject({ revision: 1 });
  });
});
