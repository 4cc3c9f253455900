import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { orderWith, settingsWith } from '../../lib/order/support.ts';
import { customers } from '../../support/customer-key.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { form, openConsole, type OpenedConsole } from './support.ts';

let aws: LocalAws;
let store: OrderStore;
let console: OpenedConsole;
const settings = settingsWith({ message: { en: 'Hello {{customer.firstName}}!' } }, { shop: 'oak', name: 'Oak & Ash' });
const body = JSON.stringify({ slug: 'oak', donateeGroup: 'PlantTrees', impactValue: 5, message: 'Hello Ada!' });
const minute = (count: number) => new Date(Date.UTC(2026, 2, 1, 12, count)).toISOString();

async function plant(index: number, differs: Partial<ThankuState>, data?: 'data') {
  const pid = `oak-${index}`;
  const base = { shop: 'oak', pid, orderId: String(index), number: `#${index}`, attempts: 1, notBefore: 0 } as const;
  const times = { createdAt: minute(index), updatedAt: minute(index) };
  await store.thanku.insert(keys.thanku('oak', pid), {
    ...base,
    state: 'posted',
    receipt: 'none',
    ...times,
    ...differs,
  });
  await store.putNumber('oak', `#${index}`, pid);
  if (data === undefined) return;
  const order = orderWith({ orderId: String(index) });
  await store.payload.insert(keys.payload('oak', pid), { order, thanku: { body, simulate: false } });
}

beforeAll(async () => {
  aws = await startLocalAws();
  const { documents, settingsTable, controlTable, ordersTable } = aws;
  aws.secrets.create([{ name: secretNames.linkSecret('local'), value: JSON.stringify({ key: 'k'.repeat(43) }) }]);
  store = orderStore(documents, ordersTable);
  await applySettings({ documents, settingsTable, controlTable, ordersTable }, settings, { by: 'test', now: Date.now });
  for (let index = 100; index < 160; index++) await plant(index, {});
  const words = '<b>not_accepted</b>';
  const failure = { state: 'failed', reason: 'rejected', refusals: 1 } as const;
  await plant(
    1,
    {
      ...failure,
      dueKind: 'stuck',
      dueAt: 0,
      history: [{ what: 'failed', words, at: 0, why: 'rejected', status: 400 }],
    },
    'data',
  );
  await plant(2, {
    id: 'sUiS29M3t0CbhOvATxnS',
    link: 'https://www.thanku.social/thanks/x',
    cause: 'PlantTrees',
    impact: 5,
  });
  await plant(3, { id: 'aUiS29M3t0CbhOvATxnA', nameErased: true });
  await plant(4, {});
  const Key = keys.thanku('oak', 'oak-4');
  const { Item } = await documents.send(new GetCommand({ TableName: ordersTable, Key }));
  await documents.send(new PutCommand({ TableName: ordersTable, Item: { ...Item, state: 'newer' } }));
  console = await openConsole(aws.folder);
});
afterAll(async () => {
  await console?.stop();
  await aws?.close();
});

const ordersIn = (text: string): string[] =>
  [...text.matchAll(/<a href="\/orders\/oak\/(oak-\d+)">/g)].map(([, pid = '']) => pid);
const furtherIn = (text: string): string => /href="(\/orders\?[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';

/** Asks until a search is over, as the page does. */
async function searched(path: string): Promise<string> {
  const { text } = await console.get(path);
  return text.includes('Looking on…') ? await searched(path) : text;
}

describe('the list', () => {
  it('has the newest orders, and a link to those before them', async () => {
    const first = await console.get('/orders?shop=oak&day=&state=&reason=');
    expect(ordersIn(first.text)).toEqual(Array.from({ length: 50 }, (_, index) => `oak-${159 - index}`));
    const second = await console.get(furtherIn(first.text));
    expect(ordersIn(second.text).slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => `oak-${109 - index}`));
    expect(furtherIn(second.text)).toBe('');
    expect(second.text).toContain('row order#oak#oak-4 state#thanku can&#39;t be read');
  });

  it('has the orders of a day, and says so if there are none', async () => {
    expect(ordersIn((await console.get('/orders?day=2026-03-01')).text)).toHaveLength(50);
    expect((await console.get('/orders?day=2026-03-02')).text).toContain('There are no such orders.');
  });

  it('searches for what no index has, and says how far it is', async () => {
    const text = await searched('/orders?day=2026-03-01&state=failed');
    expect(ordersIn(text)).toEqual(['oak-1']);
    expect(text).toContain('Looked at all 64 orders of the day, 1 matches.');
    expect(text).toContain('data-refresh-ms="0"');
    expect(await searched('/orders?reason=gave-up')).toContain('Looked at all 64 orders, 0 match.');
  });

  it.each([
    ['shop=oack', 'has no shop &quot;oack&quot; (did you mean &quot;oak&quot;?)'],
    ['state=lost', 'a wrong state'],
    ['day=yesterday', 'a wrong day'],
    ['before=1', 'a wrong before'],
  ])('does not understand %s', async (query, why) => {
    expect(await console.get(`/orders?${query}`)).toMatchObject({ status: 404, text: expect.stringContaining(why) });
  });
});

describe('a search', () => {
  const find = async (text: string) => {
    const posted = await console.post('/orders/search', form(['text', text]));
    expect(posted).toMatchObject({ status: 303, headers: { location: expect.stringMatching(/^\/found\/[\w-]{36}$/) } });
    return await console.get(String(posted.headers['location']));
  };

  it.each(['#1', 'oak/oak-1', ' oak-1 '])('goes straight to the only order: %s', async (text) => {
    expect(await find(text)).toMatchObject({ status: 303, headers: { location: '/orders/oak/oak-1' } });
  });

  it('lists several', async () => {
    await store.putNumber('oak', '#2', 'oak-1');
    expect(ordersIn((await find('2')).text).toSorted()).toEqual(['oak-1', 'oak-2']);
  });

  it('of an e-mail address finds the orders whose ThankU names the customer', async () => {
    const [hash = ''] = await customers.current('oak', { email: 'ada@example.com' });
    await store.named.put('oak', { hash, pid: 'oak-2' });
    expect((await find('Ada@example.com')).headers['location']).toBe('/orders/oak/oak-2');
    expect((await find('grace@example.com')).text).toContain('finds only orders whose ThankU names the customer');
  });

  it('that finds nothing says where the webhook may be', async () => {
    const { text, status } = await find('<nobody knows it>');
    expect(status).toBe(200);
    expect(text).toContain('has no order “&lt;nobody knows it&gt;”');
    expect(text).toContain('its webhook may not have come');
    expect(/<title>.*<\/title>/.exec(text)?.[0]).not.toContain('nobody');
  });

  it('that the console has forgotten says so', async () => {
    expect(await console.get('/found/x')).toMatchObject({
      status: 404,
      text: expect.stringContaining('Type it again'),
    });
  });
});

describe('one order', () => {
  it('has its state in words, its life with the partner’s words, and a button for what can be done', async () => {
    const { text, status } = await console.get('/orders/oak/oak-1');
    expect(status).toBe(200);
    expect(text).toContain('failed (rejected)');
    expect(text).toContain('“&lt;b&gt;not_accepted&lt;/b&gt;”');
    expect(text).toContain('ThankU refused the order for good');
    expect(text).toContain('name="word" value="retry"');
    expect(text).toMatch(/name="seen" value="[\w-]{43}"/);
  });

  it('has its requests only where they are asked for, and says that they are personal', async () => {
    expect((await console.get('/orders/oak/oak-1')).text).not.toContain('Ada');
    const { text } = await console.get('/orders/oak/oak-1?body=1');
    expect(text).toContain('This is personal data');
    expect(text).toContain('Hello Ada!');
    expect((await console.get('/orders/oak/oak-2?body=1')).text).toContain('Nothing is kept of what was sent.');
  });

  it('has the page of its customer, which loads nothing and runs nothing', async () => {
    expect((await console.get('/orders/oak/oak-2')).text).toContain('src="/orders/oak/oak-2/page?at=');
    const { text, headers } = await console.get('/orders/oak/oak-2/page');
    expect(text).toContain('5 trees');
    expect(text).toContain('Oak &amp; Ash');
    expect(text).not.toContain('<script');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox$/,
    );
    expect((await console.get('/orders/oak/oak-1/page')).text).toContain('We are preparing your thank-you');
  });

  it('whose customer was erased says so, and its customer’s page has no links', async () => {
    const { text, status } = await console.get('/orders/oak/oak-3');
    expect(status).toBe(200);
    expect(text).toContain('its customer was erased: neither customers nor shops get its links any more');
    expect((await console.get('/orders/oak/oak-3/page')).text).not.toContain('aUiS29');
  });

  it('leads to the address of its customer’s page', async () => {
    const link = await console.get('/orders/oak/oak-2/link');
    expect(link).toMatchObject({
      status: 303,
      headers: { location: expect.stringMatching(/\/t\/oak\?o=2&k=[0-9a-f]{32}$/) },
    });
  });

  it.each(['', '/page', '/link'])(
    'that isn’t there, or that a newer version wrote, says what to do: %s',
    async (more) => {
      expect(await console.get(`/orders/oak/oak-9${more}`)).toMatchObject({ status: 404 });
      expect(await console.get(`/orders/oak/a%20b${more}`)).toMatchObject({ status: 404 });
      expect(await console.get(`/orders/oak/oak-4${more}`)).toMatchObject({
        status: 501,
        text: expect.stringContaining('Use the version of thankflow that the stage runs'),
      });
    },
  );

  it('that is erased while somebody looks at it says that nothing can be sent any more', async () => {
    await store.payload.delete(keys.payload('oak', 'oak-1'));
    const { text, status } = await console.get('/orders/oak/oak-1?body=1');
    expect(status).toBe(200);
    expect(text).toContain('until its customer was erased: nothing can be sent any more');
    expect(text).toContain('Nothing is kept of what was sent.');
    expect(text).not.toContain('name="word" value="retry"');
  });
});
