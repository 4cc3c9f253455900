import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;

beforeAll(async () => {
  world = await shopsToConnect();
});
afterAll(() => world.close());
beforeEach(async () => {
  at = await world.next();
});

const run = (platform: string, lines: string[], ...options: string[]) =>
  thankflow(['connect', platform, '--shop', at.shop, '--by', 'ada', ...options], {
    env: { LOCAL_DIR: world.aws.folder },
    stdin: lines.join('\n'),
    cwd: at.cwd,
  });
const wooLines = ['key=ck_0123456789', 'secret=cs_0123456789', 'thanku=the-thanku-token'];

describe('connect, in a script', () => {
  it('does everything for WooCommerce, and nothing the second time', async () => {
    const options = ['--url', world.admin.url, '--yes', '--name', 'Oak & Ash', '--json'];
    const ran = await run('woocommerce', wooLines, ...options);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      webhookUrl: `${api}/webhooks/${at.shop}`,
      settings: 'applied',
      credential: 'written',
      thankuToken: 'written',
      webhookSecret: 'written',
      webhooks: 'created',
    });
    expect(world.admin.shop.webhooks.map((one) => [one.url, one.secret])).toEqual(
      Array.from({ length: 4 }, () => [`${api}/webhooks/${at.shop}`, at.secret('webhook')!['current']]),
    );
    expect((await at.stored())!.settings).toMatchObject({ name: 'Oak & Ash', platform: 'woocommerce', reconcile: {} });
    expect(await readFile(join(at.cwd, `${at.shop}.yaml`), 'utf8')).toContain('reconcile: {}');
    for (const value of [at.secret('webhook')!['current']!, 'the-thanku-token', 'ck_0123456789', 'cs_0123456789'])
      expect(ran.stdout + ran.stderr).not.toContain(value);

    const before = [at.secret('webhook'), at.secret('thanku'), at.secret('platform'), (await at.stored())!.revision];
    const again = await run('woocommerce', [], ...options);
    expect(JSON.parse(again.stdout)).toMatchObject({ settings: 'in-effect', credential: 'kept', webhooks: 'exist' });
    expect([at.secret('webhook'), at.secret('thanku'), at.secret('platform'), (await at.stored())!.revision]).toEqual(
      before,
    );
    expect(world.admin.shop.webhooks).toHaveLength(4);
  });

  it('has a Shopify app create its webhooks, which its client secret signs', async () => {
    Object.assign(world.admin.shop, { credential: 'shpat_granted', clientSecret: 'shpss_0123456789' });
    const lines = ['client-id=0123456789abcdef', 'client-secret=shpss_0123456789'];
    const ran = await run('shopify', lines, '--url', world.admin.url, '--yes');
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the ThankU token is stored') });
    expect(at.secret('webhook')).toEqual({ current: 'shpss_0123456789' });
    expect(world.admin.shop.webhooks.map(({ topic }) => topic)).toEqual([
      'orders/paid',
      'orders/cancelled',
      'refunds/create',
    ]);
  });

  it('does not take the app’s secret for webhooks that a person creates', async () => {
    Object.assign(world.admin.shop, { credential: 'shpat_granted', clientSecret: 'shpss_0123456789' });
    const lines = ['client-id=0123456789abcdef', 'client-secret=shpss_0123456789'];
    const ran = await run('shopify', lines, '--url', world.admin.url);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is stored') });
    expect(at.secret('webhook')).toBeNull();
  });

  it('creates no webhook without --yes, and says how a person does', async () => {
    const ran = await run('woocommerce', [...wooLines, 'webhook=the-webhook-secret'], '--url', world.admin.url);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('would create: order.updated') });
    expect(ran.stderr).toContain('Settings → Advanced → Webhooks');
    expect(world.admin.shop.webhooks).toEqual([]);
    expect(at.secret('webhook')).toEqual({ current: 'the-webhook-secret' });
  });

  it('does not make up a secret for webhooks that exist', async () => {
    world.admin.shop.webhooks = [
      { id: '1', topic: 'order.updated', url: `${api}/webhooks/${at.shop}`, status: 'active' },
    ];
    const ran = await run('woocommerce', wooLines, '--url', world.admin.url, '--yes');
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is stored') });
    expect(at.secret('webhook')).toBeNull();
    expect(world.admin.shop.webhooks).toHaveLength(1);
  });

  it('takes the public key of a Wix app with all its lines, and asks for the site', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const lines = ['thanku=the-thanku-token', `webhook=${publicKey.trim()}`];
    expect(await run('wix', lines, '--no-api')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--platform-shop-id is required'),
    });
    const site = ['--no-api', '--platform-shop-id', '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931'];
    const ran = await run('wix', lines, ...site);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('Get Public Key') });
    expect(at.secret('webhook')).toEqual({ current: publicKey.replaceAll('\n', '') });
    expect((await at.stored())!.settings).toMatchObject({ platform: 'wix', platformShopId: site[2] });

    at = await world.next();
    const wrong = await run('wix', [`webhook=${privateKey.trim()}`], ...site);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("it's a private key") });
    expect(at.secret('webhook')).toBeNull();
  });

  it('needs no webhook secret for Adobe Commerce, and says how to subscribe', async () => {
    const client = ['--no-api', '--platform-shop-id', '7a1f0c63de5b42f7a90b8c4d2e6f5a31'];
    const ran = await run('adobe-commerce', ['thanku=the-thanku-token'], ...client);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('No webhook secret is needed') });
    expect(ran.stderr).toContain(`Webhook URL: ${api}/webhooks/${at.shop}`);
    expect(at.secret('webhook')).toBeNull();
    expect((await at.stored())!.settings).toMatchObject({ platform: 'adobe-commerce', platformShopId: client[2] });
  });

  it('says what is missing, by the option’s name', async () => {
    const without = await thankflow(['connect', 'shopify'], { env: { LOCAL_DIR: world.aws.folder }, cwd: at.cwd });
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--shop is required') });
    expect(await run('woocommerce', wooLines, '--api')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--url is required'),
    });
    expect(await run('standard', [])).toMatchObject({ code: 2, stderr: expect.stringContaining('webhook=') });
  });

  it('refuses a credential that lacks something, and changes nothing', async () => {
    world.admin.shop.credential = 'another';
    const ran = await run('woocommerce', wooLines, '--url', world.admin.url, '--yes');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('(401)') });
    expect([await at.stored(), at.secret('platform')]).toEqual([undefined, null]);
  });

  it('does not keep the credential of another platform, which an interrupted run has left', async () => {
    Object.assign(world.admin.shop, { credential: 'shpat_0123456789' });
    await run('shopify', ['token=shpat_0123456789'], '--url', world.admin.url, '--wallet', 'Oak!');
    expect([await at.stored(), at.secret('platform')]).toMatchObject([undefined, { platform: 'shopify' }]);
    Object.assign(world.admin.shop, { credential: 'ck_0123456789:cs_0123456789' });
    const ran = await run('woocommerce', wooLines, '--url', world.admin.url, '--yes', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ credential: 'written' });
    expect(at.secret('platform')).toMatchObject({ platform: 'woocommerce' });
  });

  it('writes no file that would be refused', async () => {
    const refused = await run('standard', [], '--wallet', 'Oak!');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('expected a wallet name') });
    await expect(readFile(join(at.cwd, `${at.shop}.yaml`))).rejects.toThrow('ENOENT');
  });

  it('continues with a file that exists, and refuses one of another platform', async () => {
    await run('standard', [], '--wallet', 'oak');
    const refused = await run('shopify', ['webhook=the-webhook-secret'], '--no-api');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('`platform: standard`') });
    const continued = await run('standard', [`webhook=whsec_${'a'.repeat(32)}`]);
    expect(continued).toMatchObject({ code: 3, stderr: expect.stringContaining('Standard Webhooks') });
  });
});
