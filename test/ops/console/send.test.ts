import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { outputLine } from '../../../ops/console/output-lines.ts';
import { orderIn } from '../../../ops/orders/order-in-output.ts';
import { eventually } from '../../flow/support/eventually.ts';
import { shopWith } from '../../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { form, openConsole, type OpenedConsole } from './support.ts';

/** An API that takes nothing, so that nobody waits for an order. */
let api: Server;
const got: { path: string; body: string }[] = [];
let aws: LocalAws;
let open: OpenedConsole;
beforeAll(async () => {
  api = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  aws = await startLocalAws({ api: `http://127.0.0.1:${(api.address() as AddressInfo).port}` });
  for (const shop of ['oak', 'ash']) await applySettings(aws, shopWith(shop), { by: 'ada', now: Date.now });
  aws.secrets.create([
    {
      name: secretNames.webhook('local', 'oak'),
      value: JSON.stringify({ current: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
    },
  ]);
  open = await openConsole(aws.folder);
});
afterAll(async () => {
  await open?.stop();
  api.close();
  await aws?.close();
});
beforeEach(() => {
  got.length = 0;
});

/** Fills in the form, and waits for the end of the job. Returns its page. */
async function send(...fields: [string, string][]): Promise<string> {
  const { status, headers } = await open.post('/send', form(...fields));
  expect(status).toBe(303);
  const job = String(headers['location']);
  let page = '';
  await eventually(async () => {
    page = (await open.get(job)).text;
    return !page.includes('Running');
  });
  return page;
}

describe('the form', () => {
  it('has the stage’s shops, each with its platform', async () => {
    const { text } = await open.get('/send');
    expect(
      [...text.matchAll(/<option value="(\w+)"[^>]*>\s*([^<]*?)\s*<\/option>/g)].map(([, id, name]) => [id, name]),
    ).toEqual([
      ['ash', 'ash (your system)'],
      ['oak', 'oak (your system)'],
    ]);
  });

  it('sends an order as the command does, and its customer’s name is nowhere but in the order', async () => {
    const page = await send(['shop', 'oak'], ['amount', '12.50'], ['name', ' Grace Hopper '], ['language', 'de-AT']);
    expect(got.map(({ path }) => path)).toEqual(['/webhooks/oak']);
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
      type: 'order.paid',
      data: { amount: '12.50', customer: { firstName: 'Grace', lastName: 'Hopper', locale: 'de-AT' } },
    });
    expect(page).toContain('./thankflow send --shop oak --amount 12.50 --language de-AT --name');
    expect(page).toContain('this API has no shop oak');
    const stored = await aws.all(aws.controlTable);
    expect(stored).toContainEqual(expect.objectContaining({ what: 'send', about: ['oak'], outcome: 'failed' }));
    expect(page + JSON.stringify(stored)).not.toMatch(/Grace|Hopper/);
  });

  it('leaves to the command what isn’t filled in, and marks a test order', async () => {
    await send(['shop', 'oak'], ['amount', ''], ['name', ' '], ['language', ''], ['test', 'on']);
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
      data: { test: true, customer: { firstName: 'Ada', lastName: 'Lovelace' } },
    });
  });

  it('begins with the shop that was used last', async () => {
    expect((await open.get('/send?shop=oak')).text).toContain('<option value="oak" selected>');
  });

  it('says what the command says of a wrong amount', async () => {
    expect(await send(['shop', 'oak'], ['amount', '4,5,0'])).toContain('expected an amount such as 45');
    expect(got).toEqual([]);
  });

  it('isn’t there where it couldn’t be sent', async () => {
    const readOnly = await openConsole(aws.folder, { readOnly: true });
    const { text } = await readOnly.get('/send');
    expect(text).toContain('Nothing can be sent.');
    expect(text).not.toContain('<select');
    expect(await readOnly.post('/send', form(['shop', 'oak']))).toMatchObject({ status: 409 });
    await readOnly.stop();
    const prod = await openConsole(aws.folder, { stage: stages.prod, readOnly: true });
    for (const answer of [await prod.get('/send'), await prod.post('/send', form(['shop', 'oak']))])
      expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('spends real money') });
    expect((await prod.get('/send')).text).not.toContain('href="/send"');
    await prod.stop();
    expect(got).toEqual([]);
  });
});

describe('what happens', () => {
  it('is shown as it’s told, with links', async () => {
    const at = '2026-11-20T12:34:56.000Z';
    const link = 'http://127.0.0.1:4000/thanks/x';
    const told = await openConsole(aws.folder, {
      events: () => [
        { at, text: '    oak #2 → 2 trees →', tone: 'good', link },
        { at, text: '200 oak paid <#1>', tone: 'plain' },
        // What the partner answered, or that it answered none.
        ...['no link', 'javascript:alert(1)'].map((none) => ({ at, text: '→', tone: 'good', link: none }) as const),
      ],
    });
    const { text } = await told.get('/send');
    const [newest, oldest, ...others] = [...text.matchAll(/<li>([^]*?)<\/li>/g)].map(([, line]) => line);
    expect(newest).toMatch(/12:34:56[^]*oak #2 → 2 trees →[^]*<a href="http:\/\/127\.0\.0\.1:4000\/thanks\/x"/);
    expect(oldest).toContain('200 oak paid &lt;#1&gt;');
    for (const without of others) expect(without).toMatch(/(no link|javascript:alert\(1\))\s*$/);
    await told.stop();
  });

  it('is said to be elsewhere in a console that npm start doesn’t serve', async () => {
    expect((await open.get('/send')).text).toContain('The terminal of <code>npm start</code> shows a line for each');
  });
});

describe('what a command has printed', () => {
  const shown = async (line: string) => (await outputLine(line)).toString();

  it.each([
    ['  link      https://www.thanku.social/you/x', 'https://www.thanku.social/you/x'],
    ['“http://127.0.0.1:9/a?b=1&c=2”', 'http://127.0.0.1:9/a?b=1&amp;c=2'],
    ['Its history: ./thankflow orders show oak/oak-#1 --stage local', '/orders/oak/oak-%231'],
  ])('%s has a link', async (line, href) => {
    expect([...(await shown(line)).matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual([href]);
  });

  it.each(['javascript:alert(1)', '<a href="/">', './thankflow orders list', 'ftp://127.0.0.1/'])(
    '%s has none',
    async (line) => {
      expect(await shown(line)).not.toMatch(/<a/);
    },
  );

  it('leads to its order, if there is only one', () => {
    const of = (key: string) => `Why: ./thankflow orders show ${key} --stage local`;
    expect(orderIn(['200', of('oak/oak-1'), of('oak/oak-1')])).toBe('oak/oak-1');
    expect(orderIn([of('oak/oak-1'), of('oak/oak-2')])).toBeUndefined();
    expect(orderIn(['200'])).toBeUndefined();
  });
});
