import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { rotated } from '../../ops/secrets/webhook-rotation.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { settingsWith } from '../lib/order/support.ts';
import { thankflow } from './support.ts';

let aws: LocalAws;
let count = 0;
let shop: string;

beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(async () => {
  count += 1;
  shop = `secret-shop-${count}-end`;
  const settings = settingsWith({ slug: shop }, { shop, platform: 'standard' });
  await applySettings(aws, settings, { by: 'ada', now: Date.now });
});

const run = (args: string[], stdin = '') => thankflow(args, { env: { LOCAL_DIR: aws.folder }, stdin });
const putWebhook = (secret: string, ...options: string[]) =>
  run(['secrets', 'put', 'webhook', '--shop', shop, ...options], secret);
const stored = (name: string): unknown => JSON.parse(aws.secrets.current(name) ?? 'null');
const webhook = () => WebhookSecret.parse(stored(secretNames.webhook('local', shop)));
const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;

describe('secrets put webhook', () => {
  it('writes the first secret and says what to do next', async () => {
    const ran = await putWebhook(`${secret('a')}\n`);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Have the platform sign with it') });
    expect(webhook()).toEqual({ current: secret('a') });
  });

  it('keeps the one before valid for a day', async () => {
    await putWebhook(secret('a'));
    const before = Date.now();
    const ran = await putWebhook(secret('b'), '--json');
    const { current, previous } = webhook();
    expect([current, previous?.secret]).toEqual([secret('b'), secret('a')]);
    const validMs = Date.parse(previous?.expiresAt ?? '') - before;
    expect(validMs / 3_600_000).toBeCloseTo(24, 1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: 'written', previousUntil: previous?.expiresAt });
  });

  it('drops it at once on demand', async () => {
    await putWebhook(secret('a'));
    await putWebhook(secret('b'), '--previous-hours', '0');
    expect(webhook()).toEqual({ current: secret('b') });
  });

  it('does nothing for the secret that is current already', async () => {
    await putWebhook(secret('a'));
    expect(await putWebhook(secret('a'))).toMatchObject({ code: 0, stdout: expect.stringContaining('unchanged') });
    expect(webhook()).toEqual({ current: secret('a') });
  });

  it('drops no live secret without being told: a mistyped one can be replaced', async () => {
    await putWebhook(secret('a'));
    await putWebhook(secret('x'));
    const refused = await putWebhook(secret('b'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--keep-previous') });
    expect(webhook().current).toBe(secret('x'));
    expect(await putWebhook(secret('b'), '--keep-previous')).toMatchObject({ code: 0 });
    expect(webhook()).toMatchObject({ current: secret('b'), previous: { secret: secret('a') } });
    expect(await putWebhook(secret('c'), '--drop-previous')).toMatchObject({ code: 0 });
    expect(webhook()).toMatchObject({ current: secret('c'), previous: { secret: secret('b') } });
  });

  it.each([['--drop-previous'], ['--previous-hours', '0']])(
    'takes the old secret back before its time: %s',
    async (...args) => {
      await putWebhook(secret('a'));
      await putWebhook(secret('b'));
      expect(await putWebhook(secret('b'), ...args)).toMatchObject({ code: 0 });
      expect(webhook()).toEqual({ current: secret('b') });
    },
  );

  it('refuses to keep the old secret and to end it at once', async () => {
    const refused = await putWebhook(secret('a'), '--keep-previous', '--previous-hours', '0');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--previous-hours') });
  });

  it.each([
    ['nothing', '', 2],
    ['two lines', `${secret('a')}\n${secret('b')}\n`, 2],
    ['blanks around', ` ${secret('a')}`, 1],
    ['too few bytes', 'whsec_c2hvcnQ=', 1],
    ['what decodes to an empty key', 'whsec_A=', 1],
    ['no base64', 'whsec_!!!!!!!!!!!!!', 1],
    ['something invisible', `${secret('a')}\u200b`, 1],
  ])('refuses %s, writes nothing and shows nothing', async (_, text, code) => {
    const ran = await putWebhook(text);
    expect(ran.code).toBe(code);
    expect(aws.secrets.current(secretNames.webhook('local', shop))).toBeUndefined();
    expect(ran.stdout + ran.stderr).not.toContain(text.trim().slice(6, 14) || 'whsec_');
  });

  it('knows the nearest shop', async () => {
    const ran = await run(['secrets', 'put', 'webhook', '--shop', `${shop}d`], secret('a'));
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(`(did you mean "${shop}"?)`) });
  });
});

describe('secrets put thanku and thanx', () => {
  const token = 'k3Jd92LmQ0xZbT7uVn5RcYw8eHs1Ga6P';

  it('writes a ThankU token', async () => {
    const ran = await run(['secrets', 'put', 'thanku', '--shop', shop], `${token}\n`);
    expect(ran.code).toBe(0);
    expect(ran.stdout + ran.stderr).not.toContain(token);
    expect(stored(secretNames.thanku('local', shop))).toEqual({ token });
  });

  it('writes a Thanx credential from two lines', async () => {
    const ran = await run(['secrets', 'put', 'thanx', '--credential', 'main'], `the-client-id\r\n${token}\r\n`);
    expect(ran.code).toBe(0);
    expect(stored(secretNames.thanx('local', 'main'))).toEqual({ clientId: 'the-client-id', accessToken: token });
  });

  it.each([
    ['token', /^$/],
    ['email', /The token isn't used.*`members: email`/],
  ])('writes a shop’s fixed Thanx user token below its credential; members: %s', async (members, note) => {
    const thanx = { credential: 'main', merchantId: 'm-1', currency: 'EUR', members };
    await applySettings(aws, settingsWith({ slug: shop }, { shop, platform: 'standard', thanx }), {
      by: 'ada',
      now: Date.now,
    });
    const ran = await run(['secrets', 'put', 'thanx-user', '--shop', shop], `${token}\n`);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(note) });
    expect(ran.stdout + ran.stderr).not.toContain(token);
    expect(stored(secretNames.thanxUser('local', 'main', shop))).toEqual({ token });
  });

  it('has no user token to write for a shop without a programme', async () => {
    const ran = await run(['secrets', 'put', 'thanx-user', '--shop', shop], token);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('it sends nothing to Thanx') });
  });

  it('writes the merchant key of a shop, and says if its orders don’t need one', async () => {
    const thanx = { credential: 'main', merchantId: 'm-1', currency: 'EUR' };
    const settings = settingsWith({ slug: shop }, { shop, platform: 'standard', thanx });
    await applySettings(aws, settings, { by: 'ada', now: Date.now });
    const ran = await run(['secrets', 'put', 'thanx-merchant', '--shop', shop], 'merchant-key-1\n');
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('mode: baskets') });
    expect(ran.stdout + ran.stderr).not.toContain('merchant-key-1');
    expect(stored(secretNames.thanxMerchant('local', 'main', shop))).toEqual({ merchantKey: 'merchant-key-1' });
  });

  it.each([
    ['thanku', ['--shop', ''], 'a b c d e f g h i', 'token'],
    ['thanx', ['--credential', 'main'], 'id\nto ken', 'accessToken'],
  ])('refuses an odd %s secret by its field', async (kind, options, text, field) => {
    const args = ['secrets', 'put', kind, ...options.map((option) => option || shop)];
    const ran = await run(args, text);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(field) });
    expect(ran.stderr).not.toContain(text);
  });
});

describe('secrets share', () => {
  it('says which shops, or all', async () => {
    const ran = await run(['secrets', 'share']);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('give --shop, or --all') });
  });

  it('moves nothing on a stage without shared secrets', async () => {
    aws.secrets.replace(secretNames.thanku('local', shop), JSON.stringify({ token: 'x'.repeat(32) }));
    const ran = await run(['secrets', 'share', '--shop', shop]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('shareThankuTokens: true') });
  });

  it('of a shop without a token changes nothing', async () => {
    const ran = await run(['secrets', 'share', '--shop', shop]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('unchanged'), stderr: '' });
  });
});

describe('rotated', () => {
  it('forgets a previous secret that has expired', () => {
    const now = { current: 'b', previous: { secret: 'a', expiresAt: '2026-01-01T00:00:00.000Z' } };
    const nowMs = Date.parse('2026-01-02T00:00:00Z');
    expect(rotated(now, { fresh: 'c', nowMs, previousMs: 3_600_000, live: 'refuse' })).toEqual({
      current: 'c',
      previous: { secret: 'b', expiresAt: '2026-01-02T01:00:00.000Z' },
    });
  });
});
