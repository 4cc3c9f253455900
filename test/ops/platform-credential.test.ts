import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { switchedOn, type ReconcileState } from '../../lib/reconcile/state.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { shopAddress } from '../../ops/platform/address.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows } from '../../lib/store/rows.ts';
import { ReconcileState as State } from '../../lib/reconcile/state.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { settingsWith } from '../lib/order/support.ts';
import { startFakeAdmin } from './fake-admin.ts';
import { thankflow } from './support.ts';

let aws: LocalAws;
let admin: Awaited<ReturnType<typeof startFakeAdmin>>;
let count = 0;
let shop: string;
const token = 'shpat_0123456789abcdef';
const wooKey = ['ck_0123456789abcdef0123', 'cs_0123456789abcdef0123'];

beforeAll(async () => {
  [aws, admin] = await Promise.all([startLocalAws(), startFakeAdmin()]);
});
afterAll(() => Promise.all([aws.close(), admin.close()]));
beforeEach(() => {
  shop = `credential-shop-${(count += 1)}`;
  Object.assign(admin.shop, {
    credential: token,
    scopes: ['read_orders', 'write_customers', 'read_products', 'read_all_orders'],
    seesWebhooks: true,
    orderErrors: [],
  });
});

const apply = (platform: 'shopify' | 'woocommerce' | 'standard', more = {}) =>
  applySettings(aws, settingsWith({ slug: shop }, { shop, platform, ...more }), { by: 'ada', now: Date.now });
const put = (lines: string[], ...options: string[]) =>
  thankflow(['secrets', 'put', 'platform', '--shop', shop, ...options], {
    env: { LOCAL_DIR: aws.folder },
    stdin: `${lines.join('\n')}\n`,
  });
const stored = () => JSON.parse(aws.secrets.current(secretNames.platform('local', shop)) ?? 'null') as unknown;

describe('secrets put platform', () => {
  it('tries a Shopify token, writes it and shows none of it', async () => {
    await apply('shopify');
    const ran = await put([admin.url, token]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('It belongs to oak.myshopify.com.') });
    expect(stored()).toEqual({ platform: 'shopify', url: admin.url, accessToken: token });
    expect(ran.stdout + ran.stderr).not.toContain(token);
  });

  it('gets a token with the client ID and secret of an app', async () => {
    await apply('shopify');
    admin.shop.clientSecret = 'shpss_0123456789abcdef';
    const id = '0123456789abcdef0123456789abcdef';
    const ran = await put([admin.url, id, 'shpss_0123456789abcdef']);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('It belongs to oak.myshopify.com.') });
    expect(stored()).toMatchObject({ clientId: id, clientSecret: 'shpss_0123456789abcdef' });
    expect(admin.calls.filter((call) => call.includes('access_token'))).toHaveLength(1);
    const refused = await put([admin.url, id, 'shpss_another']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('isn’t installed in this shop') });
    expect(await put([admin.url, id])).toMatchObject({ code: 1, stderr: expect.stringContaining('and client secret') });
  });

  it('names a missing scope, and writes nothing unless told to', async () => {
    await apply('shopify');
    admin.shop.scopes = ['read_orders', 'read_products'];
    const refused = await put([admin.url, token]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('lacks read_customers.') });
    expect(stored()).toBeNull();
    const written = await put([admin.url, token], '--unchecked');
    expect(written).toMatchObject({ code: 0, stderr: expect.stringContaining('lacks read_customers.') });
    expect(stored()).not.toBeNull();
  });

  it('finds out what only reading an order shows', async () => {
    await apply('shopify');
    admin.shop.orderErrors = [
      {
        message: 'Access denied for locations field. Required access: `read_locations`',
        path: ['order', 'locations'],
        extensions: { code: 'ACCESS_DENIED' },
      },
    ];
    const refused = await put([admin.url, token]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('the app lacks read_locations') });
    expect(stored()).toBeNull();
  });

  it('says what a token can’t do', async () => {
    await apply('shopify');
    admin.shop.scopes = ['read_orders', 'read_customers', 'read_products'];
    const ran = await put([token], '--url', admin.url, '--json');
    expect(ran.stderr).toContain('Limit: it lists orders of the last 60 days only');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      outcome: 'written',
      credential: { works: true },
      reconciliation: false,
    });
  });

  it('tries a WooCommerce key, which may not see webhooks', async () => {
    await apply('woocommerce');
    Object.assign(admin.shop, { credential: wooKey.join(':'), seesWebhooks: false });
    const ran = await put([`${admin.url}/wp-admin/index.php`, ...wooKey]);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining("Limit: it can't see the shop's webhooks") });
    expect(stored()).toEqual({
      platform: 'woocommerce',
      url: admin.url,
      consumerKey: wooKey[0],
      consumerSecret: wooKey[1],
    });
  });

  it('refuses a wrong key, and shows none of it', async () => {
    await apply('woocommerce');
    const ran = await put([admin.url, ...wooKey]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("WooCommerce doesn't know the key") });
    expect(ran.stdout + ran.stderr).not.toContain('0123456789');
    expect(stored()).toBeNull();
  });

  it('refuses a shop whose platform has no API', async () => {
    await apply('standard');
    expect(await put([admin.url, token])).toMatchObject({ code: 1, stderr: expect.stringContaining('no API') });
  });

  it('has the shop reconciled now, as if it had not failed', async () => {
    await apply('shopify', { reconcile: {} });
    const states = rows<ReconcileState>(aws.documents, aws.ordersTable, State);
    const failing = { kind: 'no-secret', since: '2026-01-01T00:00:00.000Z', detail: 'missing' };
    const far = Date.now() + 3_600_000;
    await states.change(keys.reconcile(shop), () => ({ ...switchedOn(shop, far), failing }));
    const ran = await put([admin.url, token]);
    expect(ran.stdout).toContain('Reconciliation is on.');
    const state = await states.get(keys.reconcile(shop));
    expect(state).not.toHaveProperty('failing');
    expect(state!.dueAt).toBeLessThan(far);
  });
});

describe('the shop’s address', () => {
  it.each([
    ['shopify', 'oak.myshopify.com', 'https://oak.myshopify.com'],
    ['shopify', 'https://oak.myshopify.com/admin/settings', 'https://oak.myshopify.com'],
    ['shopify', 'https://admin.shopify.com/store/oak/apps', 'https://oak.myshopify.com'],
    ['woocommerce', 'oak.example', 'https://oak.example'],
    ['woocommerce', 'https://oak.example/shop/wp-admin/admin.php?page=wc-settings', 'https://oak.example/shop'],
    ['woocommerce', 'https://oak.example/shop/', 'https://oak.example/shop'],
    ['adobe-commerce', 'https://oak.example/store/admin_1x2y3z/sales', 'https://oak.example/store'],
    ['adobe-commerce', 'https://oak.example/rest/V1/orders', 'https://oak.example'],
    ['adobe-commerce', 'https://na1.api.commerce.adobe.com/AbCdEfGh/V1', 'https://na1.api.commerce.adobe.com/AbCdEfGh'],
    ['adobe-commerce', 'na1.api.commerce.adobe.com/AbCdEfGh/graphql', 'https://na1.api.commerce.adobe.com/AbCdEfGh'],
  ] as const)('%s: %s', (platform, typed, address) => {
    expect(shopAddress(platform, typed)).toBe(address);
  });

  it.each([
    ['shopify', 'https://oak.example', 'ends in .myshopify.com'],
    ['shopify', 'https://oak.myshopify.com.evil.example', 'ends in .myshopify.com'],
    ['woocommerce', 'http://oak.example', 'expected https://'],
    ['woocommerce', 'https://ada:pass@oak.example', 'leave out the user name'],
    ['woocommerce', 'ftp://oak.example', 'expected https://'],
    ['woocommerce', ' ', 'expected an address'],
  ] as const)('refuses %s: %s', (platform, typed, why) => {
    expect(() => shopAddress(platform, typed)).toThrow(why);
    expect(() => shopAddress(platform, typed)).not.toThrow('pass@');
  });
});
