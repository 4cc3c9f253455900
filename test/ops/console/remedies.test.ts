import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { shopControl, shopSecretsControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { openConsole, type OpenedConsole } from './support.ts';

let aws: LocalAws;
let console: OpenedConsole;
const at = '2026-03-01T12:00:00.000Z';
const key = keys.thanku('oak', 'oak-1');

beforeAll(async () => {
  aws = await startLocalAws();
  const { documents, controlTable, ordersTable } = aws;
  await applySettings(aws, settingsWith({}, { shop: 'oak' }), { by: 'test', now: Date.now });
  const brake = { by: 'ada', since: at, reason: 'sale' };
  await shopControl(documents, controlTable)('oak').change((row) => ({ ...row, thankuBrake: brake }));
  await orderStore(documents, ordersTable).thanku.insert(key, {
    shop: 'oak',
    pid: 'oak-1',
    orderId: '1',
    state: 'held',
    reason: 'braked',
    attempts: 0,
    notBefore: 0,
    receipt: 'none',
    createdAt: at,
    updatedAt: at,
  });
  console = await openConsole(aws.folder);
});
afterAll(async () => {
  await console?.stop();
  await aws?.close();
});

const page = '/orders/oak/oak-1';

/** The words and the other hidden fields of the order page's first form about a command. */
async function firstForm(): Promise<{ words: string[]; more: [string, string][] }> {
  const { text } = await console.get(page);
  const [, shown = ''] = /action="\/ask">(.*?)<\/form>/s.exec(text) ?? [];
  const fields = [...shown.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  return {
    words: fields.flatMap(([name, value]) => (name === 'word' ? value : [])),
    more: fields.filter(([name]) => name !== 'word'),
  };
}

it('a button for the shop on an order’s page asks before it does something', async () => {
  const { words, more } = await firstForm();
  expect(words).toEqual(['resume', '--shop', 'oak', '--thanku']);
  expect(await console.press('/ask', words, more)).toMatchObject({
    status: 200,
    text: expect.stringContaining('<h1>Resume: oak</h1>'),
  });
});

it('Cancel leads back to the page that asked', async () => {
  const { words, more } = await firstForm();
  const referer = console.origin + page;
  expect((await console.press('/ask', words, more, { referer })).text).toContain(
    '<a href="/orders/oak/oak-1">Cancel</a>',
  );
});

it('a press is refused if what stops the shop’s own Thanx secrets has changed meanwhile', async () => {
  const words = ['secrets', 'put', 'thanx-user', '--shop', 'oak'];
  const { text } = await console.press('/ask', words);
  const [, seen = ''] = /name="seen" value="([^"]*)"/.exec(text) ?? [];
  const hold = { reason: 'unauthorized' as const, since: at, probeAt: Date.now() };
  const secrets = shopSecretsControl(aws.documents, aws.controlTable, 'main')('oak');
  await secrets.change((row) => ({ ...row, hold }));
  const pressed = await console.press('/do', words, [
    ['seen', seen],
    ['secret', 'a-user-token-1'],
  ]);
  expect(pressed).toMatchObject({ status: 409, text: expect.stringContaining('has changed since the page showed it') });
});

it('what a command did is in the audit trail, with its note', async () => {
  const { words, more } = await firstForm();
  const asked = (await console.press('/ask', words, more)).text;
  const [, seen = ''] = /name="seen" value="([^"]*)"/.exec(asked) ?? [];
  const started = await console.press('/do', words, [
    ['seen', seen],
    ['why', 'the sale is over'],
  ]);
  const job = String(started.headers['location']);
  await expect.poll(async () => (await console.get(job)).text, { timeout: 30_000 }).toContain('>Done<');
  expect((await console.get('/audit')).text).toMatch(/resume.*oak thanku.*the sale is over.*done/s);
});
