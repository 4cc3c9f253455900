import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stages, type Stage } from '../../infra/stages.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { output } from '../../ops/cli/output.ts';
import { ConnectOptions } from '../../ops/connect/options.ts';
import { readSecretLines, withoutPerson, type Questions } from '../../ops/connect/questions.ts';
import { connect } from '../../ops/connect/run.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { startFakeAdmin } from './fake-admin.ts';
import { thankflow } from './support.ts';

const api = 'https://hooks.example';
let aws: LocalAws;
let admin: Awaited<ReturnType<typeof startFakeAdmin>>;
let count = 0;
let shop: string;
let cwd: string;

beforeAll(async () => {
  [aws, admin] = await Promise.all([startLocalAws({ api }), startFakeAdmin()]);
});
afterAll(() => Promise.all([aws.close(), admin.close()]));
beforeEach(async () => {
  shop = `connect-shop-${(count += 1)}`;
  cwd = await mkdtemp(join(tmpdir(), 'thankflow-connect-'));
  Object.assign(admin.shop, { webhooks: [], credential: 'ck_0123456789:cs_0123456789', seesWebhooks: true });
});

const run = (platform: string, lines: string[], ...options: string[]) =>
  thankflow(['connect', platform, '--shop', shop, '--by', 'ada', ...options], {
    env: { LOCAL_DIR: aws.folder },
    stdin: lines.join('\n'),
    cwd,
  });
const wooLines = ['key=ck_0123456789', 'secret=cs_0123456789', 'thanku=the-thanku-token'];
const secret = (kind: 'webhook' | 'thanku' | 'platform') =>
  JSON.parse(aws.secrets.current(secretNames[kind]('local', shop)) ?? 'null') as Record<string, string> | null;
const stored = () => settingsStore(aws.documents, aws.settingsTable).stored(shop);

describe('connect, in a script', () => {
  it('does everything for WooCommerce, and nothing the second time', async () => {
    const options = ['--url', admin.url, '--yes', '--name', 'Oak & Ash', '--json'];
    const ran = await run('woocommerce', wooLines, ...options);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      webhookUrl: `${api}/webhooks/${shop}`,
      settings: 'applied',
      credential: 'written',
      thankuToken: 'written',
      webhookSecret: 'written',
      webhooks: 'created',
    });
    expect(admin.shop.webhooks.map((one) => [one.url, one.secret])).toEqual(
      Array.from({ length: 4 }, () => [`${api}/webhooks/${shop}`, secret('webhook')!['current']]),
    );
    expect((await stored())!.settings).toMatchObject({ name: 'Oak & Ash', platform: 'woocommerce', reconcile: {} });
    expect(await readFile(join(cwd, `${shop}.yaml`), 'utf8')).toContain('reconcile: {}');
    for (const value of [secret('webhook')!['current']!, 'the-thanku-token', 'ck_0123456789', 'cs_0123456789'])
      expect(ran.stdout + ran.stderr).not.toContain(value);

    const before = [secret('webhook'), secret('thanku'), secret('platform'), (await stored())!.revision];
    const again = await run('woocommerce', [], ...options);
    expect(JSON.parse(again.stdout)).toMatchObject({ settings: 'in-effect', credential: 'kept', webhooks: 'exist' });
    expect([secret('webhook'), secret('thanku'), secret('platform'), (await stored())!.revision]).toEqual(before);
    expect(admin.shop.webhooks).toHaveLength(4);
  });

  it('has a Shopify app create its webhooks, which its client secret signs', async () => {
    Object.assign(admin.shop, { credential: 'shpat_granted', clientSecret: 'shpss_0123456789' });
    const lines = ['client-id=0123456789abcdef', 'client-secret=shpss_0123456789'];
    const ran = await run('shopify', lines, '--url', admin.url, '--yes');
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the ThankU token is put') });
    expect(secret('webhook')).toEqual({ current: 'shpss_0123456789' });
    expect(admin.shop.webhooks.map(({ topic }) => topic)).toEqual([
      'orders/paid',
      'orders/cancelled',
      'refunds/create',
    ]);
  });

  it('does not take the app’s secret for webhooks that a person creates', async () => {
    Object.assign(admin.shop, { credential: 'shpat_granted', clientSecret: 'shpss_0123456789' });
    const lines = ['client-id=0123456789abcdef', 'client-secret=shpss_0123456789'];
    const ran = await run('shopify', lines, '--url', admin.url);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is put') });
    expect(secret('webhook')).toBeNull();
  });

  it('creates no webhook without --yes, and says how a person does', async () => {
    const ran = await run('woocommerce', [...wooLines, 'webhook=the-webhook-secret'], '--url', admin.url);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('would create: order.updated') });
    expect(ran.stderr).toContain('Settings → Advanced → Webhooks');
    expect(admin.shop.webhooks).toEqual([]);
    expect(secret('webhook')).toEqual({ current: 'the-webhook-secret' });
  });

  it('does not make up a secret for webhooks that exist', async () => {
    admin.shop.webhooks = [{ id: '1', topic: 'order.updated', url: `${api}/webhooks/${shop}`, status: 'active' }];
    const ran = await run('woocommerce', wooLines, '--url', admin.url, '--yes');
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is put') });
    expect(secret('webhook')).toBeNull();
    expect(admin.shop.webhooks).toHaveLength(1);
  });

  it('says what is missing, by the option’s name', async () => {
    const without = await thankflow(['connect', 'shopify'], { env: { LOCAL_DIR: aws.folder }, cwd });
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--shop is required') });
    expect(await run('woocommerce', wooLines, '--api')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--url is required'),
    });
    expect(await run('standard', [])).toMatchObject({ code: 2, stderr: expect.stringContaining('webhook=') });
  });

  it('refuses a credential that lacks something, and changes nothing', async () => {
    admin.shop.credential = 'another';
    const ran = await run('woocommerce', wooLines, '--url', admin.url, '--yes');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('(401)') });
    expect([await stored(), secret('platform')]).toEqual([undefined, null]);
  });

  it('writes no file that would be refused', async () => {
    const refused = await run('standard', [], '--wallet', 'Oak!');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('expected a wallet name') });
    await expect(readFile(join(cwd, `${shop}.yaml`))).rejects.toThrow('ENOENT');
  });

  it('continues with a file that exists, and refuses one of another platform', async () => {
    await run('standard', [], '--wallet', 'oak');
    const refused = await run('shopify', ['webhook=the-webhook-secret'], '--no-api');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('`platform: standard`') });
    const continued = await run('standard', [`webhook=whsec_${'a'.repeat(32)}`]);
    expect(continued).toMatchObject({ code: 3, stderr: expect.stringContaining('Standard Webhooks') });
  });
});

describe('connect, at a terminal', () => {
  /** Answers questions by words in them. */
  const person = (
    answers: Record<string, string | boolean | (() => string | undefined)>,
    asked: string[] = [],
  ): Questions => {
    const find = (message: string) => {
      asked.push(message);
      const answer = Object.entries(answers).find(([words]) => message.includes(words))?.[1];
      return typeof answer === 'function' ? answer() : answer;
    };
    return {
      isInteractive: true,
      text: async ({ message, initial }) => String(find(message) ?? initial),
      confirm: async ({ message }) => find(message) === true,
      secret: async ({ message }) => find(message) as string | undefined,
    };
  };
  const talk = async (platform: PlatformName, questions: Questions, given: object = {}, stage: Partial<Stage> = {}) => {
    vi.stubEnv('LOCAL_DIR', aws.folder);
    const lines: string[] = [];
    const keep = (text: string) => void lines.push(text);
    const options = ConnectOptions.parse({ by: 'ada', waitMs: 0, file: join(cwd, 'shop.yaml'), ...given });
    const out = output(false, { result: keep, note: keep });
    const { exitCode } = process;
    try {
      await connect(
        { stage: { ...stages.local, ...stage }, out },
        new Command('connect'),
        platform,
        options,
        questions,
      );
    } finally {
      process.exitCode = exitCode;
    }
    return lines.join('\n');
  };

  it('shows a generated secret once, with the steps that need it', async () => {
    const said = await talk('woocommerce', person({ 'An ID': shop, 'ThankU wallet': 'the-thanku-token', API: false }));
    expect(said).toContain(secret('webhook')!['current']);
    expect(said).toContain(`delivery URL ${api}/webhooks/${shop}`);
    expect(await talk('woocommerce', person({ 'An ID': shop }))).not.toContain(secret('webhook')!['current']);
  });

  it('asks again for a credential that doesn’t work, and doesn’t ask for what options say', async () => {
    const asked: string[] = [];
    const keys = ['ck_mistyped', 'ck_0123456789'];
    const answers = {
      'Consumer key': () => keys.shift(),
      'Consumer secret': 'cs_0123456789',
      'API?': true,
      Create: true,
    };
    const said = await talk('woocommerce', person(answers, asked), {
      shop,
      url: admin.url,
      name: 'Oak',
      wallet: 'oak',
      thankuOrderId: 'A-1',
    });
    expect(said).toContain("warning: The credential doesn't work");
    expect(secret('platform')).toMatchObject({ consumerKey: 'ck_0123456789' });
    expect(admin.shop.webhooks).toHaveLength(4);
    expect(asked.filter((message) => /address|name|Order ID|An ID/.test(message))).toEqual([]);
  });

  it('asks once why, where customers are real, and writes nothing without an answer', async () => {
    const real = { protectData: true };
    await expect(talk('standard', withoutPerson(new Map()), { shop }, real)).rejects.toThrow('--why is required');
    expect(await stored()).toBeUndefined();
    const asked: string[] = [];
    await talk('standard', person({ 'ThankU wallet': 'the-thanku-token' }, asked), { shop }, real);
    expect(asked.filter((message) => message.startsWith('Why?'))).toHaveLength(1);
  });

  it('leaves for later what the person doesn’t have yet', async () => {
    const said = await talk('shopify', person({ 'An ID': shop, 'API?': true }));
    expect(said).toContain('Without it, thankflow only receives');
    expect(said).toContain('Until the webhook secret is put');
    // It would fail until there is a credential.
    expect((await stored())!.settings).not.toHaveProperty('reconcile');
  });
});

describe('secrets on stdin', () => {
  it.each([
    ['an unknown name', 'thank=hunter2hunter2'],
    ['no name', 'hunter2hunter2'],
    ['a name twice', 'token=hunter2hunter2\ntoken=hunter2hunter2'],
    ['blanks', 'token= hunter2hunter2'],
  ])('refuses %s without repeating it', (_, text) => {
    expect(() => readSecretLines(text)).toThrow(/^line \d of stdin/);
    expect(() => readSecretLines(text)).not.toThrow('hunter2');
  });

  it('keeps equals signs of a value', () => {
    expect(readSecretLines('webhook=whsec_YQ==\r\n').get('webhook')).toBe('whsec_YQ==');
  });
});
