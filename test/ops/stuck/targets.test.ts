import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { shopControl, targetControl, type TargetControl } from '../../../lib/store/control.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { findStops } from '../../../ops/stuck/stops.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';

let tables: Tables;
beforeEach(() => {
  tables = memoryTables();
});
afterEach(() => tables.close());

const since = '2026-11-20T20:00:00.000Z';
const sinceMs = Date.parse(since);
const lastError = { at: since, code: 'server error', status: 503 };

/** A shop with the target `erp` in its settings. */
async function world() {
  const { documents, control } = tables;
  const stage = { ...stages.local, thanxCredentials: [] };
  const aws = { stage, documents, settingsTable: control, controlTable: control, ordersTable: tables.orders };
  const notify = [{ name: 'erp', to: 'webhook', url: 'https://erp.example/' }];
  const row = { revision: 1, appliedAt: since, by: 'ada', version: 1, writer: 'x' };
  const Item = { pk: 'shop#oak', sk: 'current', ...row, settings: settingsWith({}, { shop: 'oak', notify }) };
  await documents.send(new PutCommand({ TableName: control, Item }));
  const targets = targetControl(documents, control);
  return {
    put: (target: string, state: TargetControl) => targets('oak', target).change(() => state),
    shop: shopControl(documents, control)('oak'),
    putRaw: (raw: object) => documents.send(new PutCommand({ TableName: control, Item: { ...raw } })),
    find: () => findStops(aws as unknown as StageAws, { read: 100 }),
  };
}

it('stopped targets are found with what they answered last, also those that the settings no longer have', async () => {
  const { put, find } = await world();
  await put('erp', { hold: { reason: 'failures', since }, failures: 12, lastError });
  await put('old', {
    hold: { reason: 'unauthorized', since },
    failures: 1,
    lastError: { ...lastError, status: 401, words: 'No.' },
  });
  await put('new', { hold: { reason: 'no-secret', since, trial: true } });
  await put('fine', { failures: 9, lastError });
  await put('away', { hold: { reason: 'moved', since } });
  expect(await find()).toEqual([
    {
      code: 'target-held-moved',
      key: 'oak/away',
      since: sinceMs,
      detail: 'moved; the settings don’t have it any more',
    },
    {
      code: 'target-held-failures',
      key: 'oak/erp',
      since: sinceMs,
      detail: 'failures; failed 12 times, last 503 server error at 2026-11-20 20:00Z',
    },
    {
      code: 'target-held-refused',
      key: 'oak/old',
      since: sinceMs,
      detail:
        'unauthorized; the settings don’t have it any more; failed once, last 401 server error at 2026-11-20 20:00Z “No.”',
    },
  ]);
});

it('a pause of the notifications is one of the shop', async () => {
  const { shop, find } = await world();
  const notifyBrake = { reason: 'a look', by: 'ada', since };
  await shop.change((state) => ({ ...state, notifyBrake }));
  expect(await find()).toEqual([
    { code: 'brake-shop', key: 'oak', since: sinceMs, detail: 'notifications: a look (ada)' },
  ]);
});

it('a target’s row that this version cannot read hides nothing else', async () => {
  const { putRaw, shop, find } = await world();
  await shop.change((state) => ({ ...state, hold: { reason: 'moved', since } }));
  await putRaw({ pk: 'notify#oak', sk: 'notify#erp', version: 1, writer: 'x', hold: { reason: 'weather', since } });
  expect((await find()).map(({ code, key }) => `${code} ${key}`)).toEqual([
    'shop-held-moved oak',
    'row-unreadable oak, its targets',
  ]);
});
