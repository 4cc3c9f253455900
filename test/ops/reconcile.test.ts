import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlatformServer } from '../../local/platforms/platform-server.ts';
import { shopifyTokenOf, wooCommerceKeyOf } from '../../local/platforms/known-access.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { keys } from '../../lib/store/keys.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { rows } from '../../lib/store/rows.ts';
import { settingsWith } from '../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { thankflow } from './support.ts';

const shop = 'oak';
const minute = 60_000;
let aws: LocalAws;
let platform: Awaited<ReturnType<typeof startPlatformServer>>;

const sandbox = (method: string, path: string, body: object) =>
  fetch(`${platform.url}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
const run = (...args: string[]) =>
  thankflow(['reconcile', '--shop', shop, ...args], { env: { LOCAL_DIR: aws.folder }, columns: 80 });
const state = () => rows<ReconcileState>(aws.documents, aws.ordersTable, ReconcileState).get(keys.reconcile(shop));

beforeAll(async () => {
  aws = await startLocalAws();
  const shops = async () => [{ id: shop, webhookUrl: 'http://127.0.0.1:9/webhooks/oak', webhookSecret: 'shh' }];
  platform = await startPlatformServer('woocommerce', { shops, file: `${aws.folder}/woo.json`, now: Date.now });
  const settings = settingsWith({}, { shop, platform: 'woocommerce', reconcile: {} });
  await applySettings(aws, settings, { by: 'ada', now: Date.now });
  await sandbox('PUT', 'shop-faults', { shop, dropShare: 1 });
  for (const id of ['11', '12'])
    await sandbox('POST', 'orders', { shop, order: { id, createdAtMs: Date.now() - 30 * minute } });
});
afterAll(async () => {
  await platform.close();
  await aws.close();
});

describe('reconcile', () => {
  it('says which credential is missing, and how to put it', async () => {
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('secrets put platform --shop oak') });
  });

  describe('with a credential', () => {
    beforeEach(() => {
      const secret = { platform: 'woocommerce', url: platform.url, ...wooCommerceKeyOf(shop) };
      aws.secrets.replace(secretNames.platform('local', shop), JSON.stringify(secret));
    });

    it('finds nothing that was paid before it was switched on', async () => {
      expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is missing') });
    });

    it('without a terminal and --yes it only prints the statement', async () => {
      const ran = await run('--since', '1h', '--json');
      expect(ran.code).toBe(3);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        statement: { paid: 2, thanked: 0, missing: 2 },
        found: [{ orderId: '11' }, { orderId: '12' }],
        queued: {},
      });
    });

    it('fits a terminal of 80 columns', async () => {
      const ran = await run('--since', '1h', '--dry-run');
      expect(ran.code).toBe(3);
      for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    });

    it('--from-now begins again if a person agrees, and queues nothing', async () => {
      const since = (await state())?.since ?? '';
      expect(await run('--from-now')).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') });
      expect((await state())?.since).toBe(since);
      expect(await run('--from-now', '--yes')).toMatchObject({ code: 0 });
      expect(Date.parse((await state())?.since ?? '')).toBeGreaterThan(Date.parse(since));
      expect(await run('--from-now', '--dry-run')).toMatchObject({ code: 2 });
    });

    it('says of a span longer than Shopify lists that the statement is not complete', async () => {
      const oak = { id: 'elm', webhookUrl: 'http://127.0.0.1:9/webhooks/oak', webhookSecret: 'shh' };
      const shopify = await startPlatformServer('shopify', { shops: async () => [oak], now: Date.now });
      const secret = { platform: 'shopify', url: shopify.url, accessToken: shopifyTokenOf(oak.id) };
      aws.secrets.replace(secretNames.platform('local', oak.id), JSON.stringify(secret));
      await applySettings(aws, settingsWith({}, { shop: oak.id, platform: 'shopify' }), { by: 'ada', now: Date.now });
      const limits = async (since: string) =>
        JSON.parse((await run('--shop', oak.id, '--since', since, '--json')).stdout);
      const scopes = ['read_orders', 'read_customers', 'read_products'];
      try {
        // A shop exists once its credential is used.
        expect(await limits('90d')).toMatchObject({ limits: [] });
        await fetch(`${shopify.url}/_sandbox/access`, {
          method: 'PUT',
          body: JSON.stringify({ shop: oak.id, scopes, protectedData: true }),
        });
        expect(await limits('90d')).toMatchObject({ limits: [expect.stringContaining('read_all_orders')] });
        expect(await limits('50d')).toMatchObject({ limits: [] });
      } finally {
        await shopify.close();
      }
    });

    it('says what a revoked key means', async () => {
      await sandbox('POST', 'token/revoke', { shop });
      expect(await run()).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/WooCommerce doesn't know the key.*shops check oak/s),
      });
    });
  });
});
