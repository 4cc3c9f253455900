import { afterAll, beforeAll, expect, it } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { parking } from '../../lib/store/parked.ts';
import { findNewerSettings } from '../../ops/stuck/newer-settings.ts';
import type { StageAws } from '../../ops/stage/aws.ts';
import { settingsWith } from '../lib/order/support.ts';
import { withNewer } from '../lib/shops/newer.ts';
import type { Tables } from '../support/tables.ts';
import { memoryTables } from '../support/memory-tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = memoryTables();
});
afterAll(() => tables.close());

it('shops whose settings the functions or this command do not know are found, with how much waits', async () => {
  const { documents, orders, control } = tables;
  const appliedAt = '2026-11-20T20:00:00.000Z';
  const put = (settings: { shop: string }) => {
    const row = {
      pk: `shop#${settings.shop}`,
      sk: 'current',
      revision: 1,
      appliedAt,
      by: 'ada',
      version: 1,
      writer: 'x',
    };
    return documents.send(new PutCommand({ TableName: control, Item: { ...row, settings } }));
  };
  await put(withNewer(settingsWith({}, { shop: 'one' }), ['thanku', 'maxPerMonth'], 100));
  await put(settingsWith({}, { shop: 'two' }));
  await put(withNewer(settingsWith({}, { shop: 'three' }), ['pausedUntil'], '2027-01-01'));
  const removed = { at: appliedAt, by: 'bob' };
  await put(withNewer(settingsWith({}, { shop: 'gone' }), ['removed'], removed));
  await put(withNewer(settingsWith({}, { shop: 'quiet' }), ['removed'], removed));
  const parked = parking(documents, orders, Date.now);
  const wait = { dueAtMs: Date.now() + 3_600_000, waitsFor: 'settings-newer' as const };
  const event = { type: 'cancelled' as const, orderId: '1' };
  const [first, second] = ['2026-11-21T08:00:00.000Z', '2026-11-21T07:00:00.000Z'];
  await parked.park({ ...event, shop: 'one', at: first }, wait);
  await parked.park({ ...event, shop: 'one', at: second }, wait);
  await parked.park({ ...event, shop: 'two', at: first }, wait);
  await parked.park({ ...event, shop: 'gone', at: first }, wait);
  await parked.park({ ...event, shop: 'two', at: second }, { ...wait, waitsFor: 'no-settings' });

  const aws = { documents, ordersTable: orders } as StageAws;
  const shops = await settingsStore(documents, control).list();
  const found = await findNewerSettings(aws, shops, { read: 100 });
  found.sort((a, b) => a.key.localeCompare(b.key));
  // A removed shop is listed only if orders wait.
  expect(found.map(({ code, ...thing }) => [code, thing.key, thing.since, thing.detail])).toEqual([
    ['settings-newer', 'gone', Date.parse(first), `1 event waits; gone was removed (revision 1, ${appliedAt} by bob)`],
    [
      'settings-newer',
      'one',
      Date.parse(second),
      `2 events wait; not known: thanku.maxPerMonth of revision 1, applied ${appliedAt} by ada`,
    ],
    [
      'settings-newer',
      'three',
      Date.parse(appliedAt),
      `0 events wait; not known: pausedUntil of revision 1, applied ${appliedAt} by ada`,
    ],
    [
      'settings-newer',
      'two',
      Date.parse(first),
      `1 event waits; the functions don't know all of revision 1, applied ${appliedAt} by ada`,
    ],
  ]);
});
