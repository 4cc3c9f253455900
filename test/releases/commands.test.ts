import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { settingsWith } from '../lib/order/support.ts';
import { thankflow } from '../ops/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { lost, mark, marked } from './marks.ts';

type Item = Record<string, unknown> & { pk: string; sk: string };

const written = (table: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '0.1.0', `${table}.json`), 'utf8')) as Item[];

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
  for (const shop of ['shop-1', 'shop-3', 'shop-4', 'shop-6'])
    await applySettings(aws, settingsWith({ slug: shop, message: { en: 'Hi' } }, { shop }), {
      by: 'ada',
      now: Date.now,
    });
  const put = async (TableName: string, items: Item[]) => {
    for (const { pk, sk, ...rest } of items)
      await aws.documents.send(new PutCommand({ TableName, Item: { ...marked(rest), pk, sk } }));
  };
  await put(aws.ordersTable, written('orders-table'));
  // Of the permits, which no command changes, the bytes would have to be read.
  const control = written('control-table').filter(({ sk }) => sk !== 'permits');
  await put(aws.controlTable, control);
});
afterAll(() => aws.close());

const all = async () => (await Promise.all([aws.ordersTable, aws.controlTable].map(aws.all))).flat() as Item[];

// There are no queues here: some of these fail at their wake-up, after they have written the row.
it.each([
  ['pause --shop shop-3 --why x', 'shop#shop-3 control'],
  ['resume --shop shop-1', 'thanx#main shop#shop-1'],
  ['resume --shop shop-4', 'held#thanku#shop-4 watch'],
  ['resume --credential main', 'thanx#main control'],
  ['orders refreeze shop-4/shop-4-4712 --yes --no-wait', 'order#shop-4#shop-4-4712 payload'],
  ['orders retry shop-4/shop-4-4711 --no-wait', 'order#shop-4#shop-4-4711 state#thanku'],
  ['orders resolve shop-3/shop-3-4711 --as not-sent --no-wait', 'order#shop-3#shop-3-4711 state#receipt'],
  ['privacy close f49793d9', 'privacy#shop-6 redact#f49793d99a0abb9e51c1b92dcf3469e0'],
])('what a newer version wrote in rows outlives %s', async (command, changes) => {
  const before = new Map((await all()).map((row) => [`${row.pk} ${row.sk}`, row]));
  await thankflow(command.split(' '), { env: { LOCAL_DIR: aws.folder } });
  const changed: string[] = [];
  for (const row of await all()) {
    const name = `${row.pk} ${row.sk}`;
    const was = before.get(name);
    if (was === undefined) continue;
    if (was['version'] !== row['version']) changed.push(name);
    expect(lost(was, row)).toEqual([]);
    expect(mark in row).toBe(mark in was);
  }
  expect(changed).toContain(changes);
});
