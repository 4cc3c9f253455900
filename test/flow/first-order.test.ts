import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { hasChromium, startChromium } from '../browser/chromium.ts';
import { thankflow } from '../ops/support.ts';
import { expectCertified } from './support/certify-shopify.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { platforms } from './support/payloads.ts';
import { shopWith } from './support/shops.ts';
import { bodySaying, genericOrder, sendWebhook } from './support/signed.ts';

/** What the README suggests to give to `secrets put`. */
const stdin = `${randomBytes(32).toString('base64')}\n`;

describe('a signed order sent to a fresh local stack', () => {
  let stack: FlowStack;
  beforeAll(async () => {
    stack = await startFlowStack();
  });
  afterAll(() => stack?.stop());

  it('becomes one ThankU, an event, and a status that the shop can ask for', async () => {
    const shop = stack.shop('standard');
    const answer = await sendWebhook(shop, genericOrder({ id: 'first-1' }));
    expect([answer.status, await answer.text()]).toEqual([200, bodySaying(shop.platform, 'accepted')]);

    const books = await eventually(async () => {
      const { created } = (await stack.thanku('GET', '/_sandbox/books')) as { created: { pid: string; id: string }[] };
      return created.length > 0 && created;
    });
    expect(books).toHaveLength(1);
    expect(books[0]?.pid).toContain('first-1');

    const event = await eventually(async () => (await stack.publishedEvents()).at(0));
    expect(event).toMatchObject({ bus: 'thankflow-local', source: 'thankflow', 'detail-type': 'Order Thanked' });

    const status = await fetch(shop.webhookUrl.replace('/webhooks/', '/orders/') + '/first-1', {
      headers: { authorization: `Bearer ${shop.statusKey}` },
    });
    expect(status.status).toBe(200);
    expect(JSON.stringify(await status.json())).toContain(books[0]?.id);
  });

  it.each(platforms)(
    'of a shop of one’s own on %s is sent and thanked by the five commands of the README',
    async (platform) => {
      const shop = `my-${platform}`;
      const cwd = await mkdtemp(join(tmpdir(), 'thankflow-readme-'));
      const lines = (await connectCommands()).map((line) =>
        line.replaceAll('my-shop', shop).replace('--platform shopify', `--platform ${platform}`),
      );
      expect(lines).toHaveLength(5);
      let last = '';
      for (const line of lines) {
        const [program, ...args] = line.split(' ');
        expect(program).toBe('./thankflow');
        const env = { LOCAL_DIR: stack.localDir };
        // One platform as its users run it, in a process for each command.
        const ran = platform === 'shopify' ? await run(args, { cwd, env }) : await thankflow(args, { cwd, env, stdin });
        expect([line, ran]).toEqual([line, { code: 0, stdout: expect.any(String), stderr: expect.any(String) }]);
        last = ran.stdout;
      }
      expect(last).toMatch(/^200 {2}.*\n {2}page +http:.*\n {2}ThankU +posted, \d+ trees?\n {2}link +https?:/);
      const { created } = (await stack.thanku('GET', '/_sandbox/books')) as { created: { slug: string }[] };
      expect(created.filter(({ slug }) => slug === `${shop}-wallet`)).toHaveLength(1);
    },
    60_000,
  );
});

describe("the customer's page of an order", () => {
  let stack: FlowStack;
  beforeAll(async () => {
    stack = await startFlowStack();
  });
  afterAll(() => stack?.stop());

  const linkOf = async (orderId: string): Promise<string> => {
    const env = { LOCAL_DIR: stack.localDir };
    const ran = await thankflow(['shops', 'link-key', 'demo-standard', '--order', orderId], { env });
    expect(ran).toEqual({ code: 0, stdout: expect.stringMatching(/^http:/), stderr: '' });
    return ran.stdout.trim();
  };
  const content = async (link: string) => {
    const answer = await fetch(link, { headers: { accept: 'application/json' } });
    return (await answer.json()) as { state: string; collect?: { href: string }; order?: Record<string, unknown> };
  };
  const created = async () => {
    const { created: all } = (await stack.thanku('GET', '/_sandbox/books')) as { created: { pid: string }[] };
    return all.length;
  };

  it('waits before the webhook comes, becomes the thanks by itself, and forgets an erased customer', async () => {
    const orderId = 'page/1 🌳';
    const link = await linkOf(orderId);
    expect(await content(link)).toMatchObject({ state: 'waiting', refreshSeconds: 3 });
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);

    const browser = hasChromium ? await startChromium() : undefined;
    try {
      const page = await browser?.newPage();
      await page?.goto(link);
      await sendWebhook(stack.shop('standard'), genericOrder({ id: orderId }));
      await page?.waitForSelector('a.button', { timeout: 60_000 });
      await page?.click('a.button');
      await page?.waitForSelector('blockquote');
      // What the sandbox's page of the ThankU says.
      expect(await page?.$eval('blockquote', (said) => said.textContent)).toMatch(/Thank you, Ada/);
    } finally {
      await browser?.close();
    }
    const thanked = await eventually(async () => {
      const now = await content(link);
      return now.state === 'thanked' && now;
    });
    expect(thanked.collect?.href).toContain('/en/app/collect/');
    expect(thanked.order).toMatchObject({ shop: 'demo-standard', orderId, state: 'posted', language: 'en' });
    expect(thanked.order).toHaveProperty('links.customer');

    const erase = { type: 'customer.erase', data: { customer: { email: 'ada@example.com' } } };
    await sendWebhook(stack.shop('standard'), erase);
    await eventually(async () => (await content(link)).state === 'none');
    expect((await content(link)).order).toMatchObject({ state: 'posted', links: {} });
    expect(await (await fetch(link)).text()).not.toContain('collect');
  });

  it('is reached by the order of `smoke`, which spends nothing, on a stage that `doctor` finds in order', async () => {
    const env = { LOCAL_DIR: stack.localDir };
    const before = [await created(), JSON.stringify(await stack.thanx('GET', '/_sandbox/books'))];
    const smoke = await thankflow(['smoke', '--json'], { env });
    expect(smoke).toMatchObject({ code: 0, stderr: '' });
    const { steps, order } = JSON.parse(smoke.stdout) as { steps: { code: string; state: string }[]; order: string };
    expect(steps.map(({ code, state }) => `${state} ${code}`)).toEqual(
      ['order', 'webhook', 'claimed', 'thanku', 'receipt', 'settled', 'page', 'link'].map((code) => `ok ${code}`),
    );
    expect([await created(), JSON.stringify(await stack.thanx('GET', '/_sandbox/books'))]).toEqual(before);
    // A loyal shop, so that it's certain that Thanx got nothing.
    expect(order).toMatch(/^demo-shopify\//);

    const doctor = async () => {
      const ran = await thankflow(['doctor', '--json'], { env });
      const { findings } = JSON.parse(ran.stdout) as { findings: { code: string; state: string; todo: string[] }[] };
      return { code: ran.code, findings: findings.filter(({ state }) => state !== 'skipped') };
    };
    expect(await doctor()).toMatchObject({
      code: 0,
      findings: [
        { state: 'ok', code: 'secrets' },
        { state: 'ok', code: 'settings' },
      ],
    });
    const names = ['settings', 'control', 'orders'].map((name) => `thankflow-local-${name}`);
    const [settingsTable = '', controlTable = '', ordersTable = ''] = names;
    const stores = { documents: stack.documents, settingsTable, controlTable, ordersTable };
    await applySettings(stores, shopWith('newcomer'), { by: 'ada', now: Date.now });
    expect(await doctor()).toMatchObject({
      code: 0,
      findings: [
        { code: 'secrets-webhook', todo: ['./thankflow secrets put webhook --shop newcomer --stage local'] },
        { code: 'secrets-thanku', todo: ['./thankflow secrets put thanku --shop newcomer --stage local'] },
        { code: 'settings' },
      ],
    });
  });

  it('is not made by the forged webhooks of `certify shopify`, which the stage refuses as Shopify requires', async () => {
    const books = async () => [await created(), JSON.stringify(await stack.thanx('GET', '/_sandbox/books'))];
    const before = await books();
    await expectCertified(stack.localDir);
    expect(await books()).toEqual(before);
  });

  it('is refused with 404 or 429, never with 5xx, and asks no partner, whoever asks', async () => {
    const before = await created();
    const right = await linkOf('page-2');
    const wrong = right.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    // No more than the function's reserved concurrency: here, a cold start may take longer than the second that it has on AWS.
    const links = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? right : wrong));
    const answers = await Promise.all(links.map(async (link) => (await fetch(link)).status));
    expect(new Set(answers).difference(new Set([200, 404, 429]))).toEqual(new Set());
    expect(await created()).toBe(before);
  });
});

const root = resolve(import.meta.dirname, '../..');

/** The first commands of the README's section: what a new user types, as it stands there. */
async function connectCommands(): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const block = /## Connect a shop\n.*?```sh\n(.*?)```/s.exec(readme)?.[1] ?? '';
  return block.trim().split('\n');
}

/** Runs a command in a folder of its own. What it asks for gets what the README suggests. */
async function run(args: readonly string[], { cwd, env }: { cwd: string; env: Record<string, string> }) {
  const child = spawn(process.execPath, [join(root, 'ops/thankflow.ts'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', USER: 'ada', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // Most commands read nothing, and may end before it is written.
  child.stdin.on('error', () => undefined).end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
