import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody, serve, type Served } from '../../../local/http/serve.ts';
import { shopifyTokenOf, wooCommerceKeyOf } from '../../../local/platforms/known-access.ts';
import { startPlatformServer } from '../../../local/platforms/platform-server.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { admin } from '../../support/partner-faults.ts';
import { start } from './world.ts';

interface Received {
  headers: Record<string, string>;
  body: Buffer;
  url: string;
}

/** The webhooks' receiver, and who waits for the next one. */
let receiver: Served;
let received: Promise<Received>;
let platform: Served | undefined;

beforeEach(async () => {
  const next = Promise.withResolvers<Received>();
  received = next.promise;
  receiver = await serve(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    next.resolve({ headers, body: await readBody(request), url: request.url ?? '' });
    response.end();
  }, 0);
});
afterEach(async () => {
  await platform?.close();
  platform = undefined;
  await receiver.close();
});

async function started(name: 'shopify' | 'woocommerce'): Promise<Served> {
  const shops = async () => [{ id: 'foo', webhookUrl: `${receiver.url}/webhooks/foo`, webhookSecret: 'shh' }];
  platform = await startPlatformServer(name, { shops, now: () => start });
  return platform;
}

describe('the local stack’s server', () => {
  it('sends Shopify’s webhooks, and lists the order', async () => {
    const served = await started('shopify');
    const { order } = await admin(served, 'POST /orders', { shop: 'foo', order: { tags: ['a'] } });
    const webhook = await received;
    expect(webhook.url).toBe('/webhooks/foo');
    expect(webhook.headers['x-shopify-topic']).toBe('orders/paid');
    expect(adapters.shopify.verify(webhook, ['shh'], start)).toBe(true);
    const answer = await fetch(`${served.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': shopifyTokenOf('foo') },
      body: JSON.stringify({ query: '{ orders(first: 5) { nodes { legacyResourceId tags } } }' }),
    });
    const { id } = order as { id: string };
    expect(await answer.json()).toMatchObject({ data: { orders: { nodes: [{ legacyResourceId: id, tags: ['a'] }] } } });
  });

  it('sends WooCommerce’s webhooks, and lists the order', async () => {
    const served = await started('woocommerce');
    await admin(served, 'POST /orders', { shop: 'foo' });
    const webhook = await received;
    expect(webhook.headers['x-wc-webhook-topic']).toBe('order.created');
    expect(adapters.woocommerce.verify(webhook, ['shh'], start)).toBe(true);
    const { consumerKey, consumerSecret } = wooCommerceKeyOf('foo');
    const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
    const answer = await fetch(`${served.url}/wp-json/wc/v3/orders`, { headers: { authorization } });
    expect(await answer.json()).toMatchObject([{ status: 'processing' }]);
    expect(answer.headers.get('date')).toBe(new Date(start).toUTCString());
  });

  it('knows a shop by its credential before thankflow does, without webhooks', async () => {
    const served = await started('shopify');
    const ask = async (token: string) =>
      await fetch(`${served.url}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
        body: JSON.stringify({ query: '{ shop { myshopifyDomain } }' }),
      });
    expect(await (await ask(shopifyTokenOf('bar'))).json()).toMatchObject({
      data: { shop: { myshopifyDomain: 'bar.myshopify.com' } },
    });
    expect((await admin(served, 'GET /subscriptions'))['bar']).toEqual([]);
    expect((await ask('shpat_mistyped')).status).toBe(401);
  });

  it('sends again what was not answered', async () => {
    const served = await started('shopify');
    await receiver.close();
    const second = Promise.withResolvers<void>();
    let calls = 0;
    receiver = await serve((request, response) => {
      calls += 1;
      if (calls === 1) return void response.destroy();
      request.resume();
      response.end();
      return second.resolve();
    }, receiver.port);
    await admin(served, 'POST /orders', { shop: 'foo' });
    await admin(served, 'POST /orders', { shop: 'foo' });
    await second.promise;
    const { foo } = (await admin(served, 'GET /outbox')) as { foo: { deliveries: object[] } };
    expect(foo.deliveries).toMatchObject([{ topic: 'orders/paid', failures: 1 }]);
  });

  // WooCommerce waits for a minute, which is longer than this test may take.
  it('stops at once, even while it waits for an answer', { timeout: 30_000 }, async () => {
    const served = await started('woocommerce');
    await receiver.close();
    const asked = Promise.withResolvers<void>();
    receiver = await serve(() => asked.resolve(), receiver.port);
    await admin(served, 'POST /orders', { shop: 'foo' });
    await asked.promise;
    platform = undefined;
    await expect(served.close()).resolves.toBeUndefined();
  });

  it('is controlled by admin routes', async () => {
    const served = await started('shopify');
    const on = async (route: string, more: object = {}) => admin(served, route, { shop: 'foo', ...more });
    const subscriptions = await admin(served, 'GET /subscriptions');
    expect((subscriptions['foo'] as { topic: string }[]).map(({ topic }) => topic)).toEqual([
      'orders/paid',
      'orders/cancelled',
      'refunds/create',
    ]);
    await on('PUT /shop-faults', { dropShare: 1 });
    const { order } = (await on('POST /orders', { order: { paid: false } })) as { order: { id: string } };
    const state = async (route: string) => on(route, { order: order.id });
    expect(await state('POST /orders/pay')).toMatchObject({ order: { paidAtMs: start } });
    expect(await state('POST /orders/pay')).toMatchObject({ error: expect.stringContaining('is paid') });
    expect(await on('POST /orders/refund', { order: order.id, refund: { amount: '1.00' } })).toMatchObject({
      order: { refunds: [{ discrepancy: { shop: '1.00' } }] },
    });
    expect(await state('POST /orders/cancel')).toMatchObject({ order: { cancelledAtMs: start } });
    expect(await admin(served, 'GET /outbox')).toMatchObject({
      foo: {
        deliveries: [],
        dropped: ['orders/paid', 'refunds/create', 'refunds/create', 'orders/cancelled'].map((topic) => ({ topic })),
      },
    });
    expect(await on('POST /orders', { order: { price: 1 } })).toMatchObject({ error: expect.any(String) });
    expect(await admin(served, 'POST /orders', { shop: 'bar' })).toMatchObject({
      error: expect.stringContaining('there is no shop bar'),
    });
    expect(await on('PUT /access', { scopes: ['read_orders'] })).toEqual({ found: true });
    expect(await on('POST /token/revoke')).toEqual({ found: true });
    const answer = await fetch(`${served.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'x-shopify-access-token': shopifyTokenOf('foo') },
    });
    expect(answer.status).toBe(401);
  });
});
