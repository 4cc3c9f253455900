import { describe, expect, it } from 'vitest';
import { readWix } from '../../../lib/platforms/wix/read.ts';
import { verifyWix } from '../../../lib/platforms/wix/verify.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { webhook } from '../../support/webhook.ts';
import { start, wixApp, wixWorld } from './world.ts';

const search = 'POST /ecom/v1/orders/search';

/** A site whose app has a token. */
function withToken() {
  const world = wixWorld();
  const { access_token: authorization } = world.grant().body;
  const ask = (route: string, body?: object) => world.call(route, { authorization, ...(body && { body }) });
  return { ...world, authorization, ask };
}

describe('tokens', () => {
  it.each([
    { grant_type: 'refresh_token' },
    { client_id: 'x' },
    { client_secret: 'x' },
    { instance_id: 'x' },
    { more: 1 },
  ])('are refused for %j', (differs) => {
    expect(wixWorld().grant(differs)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it('are sent without Bearer, and expire after four hours', () => {
    const { call, ask, authorization, clock } = withToken();
    expect(ask(search, {}).status).toBe(200);
    expect(call(search, { authorization: `Bearer ${String(authorization)}`, body: {} }).status).toBe(401);
    expect(call(search, { body: {} }).status).toBe(401);
    clock.pass(4 * 3_600_000);
    expect(ask(search, {}).status).toBe(401);
  });

  it('allow 200 calls a minute', () => {
    const { ask, clock } = withToken();
    const statuses = Array.from({ length: 200 }, () => ask(search, {}).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    clock.pass(60_001);
    expect(ask(search, {}).status).toBe(200);
  });
});

describe('a search', () => {
  const page = { cursorPaging: { limit: 2 } };

  it('is of the newest orders, unless it says otherwise', () => {
    const { ask, shop, clock } = withToken();
    const ids = [1, 2, 3].map(() => (clock.pass(1000), shop.place().id));
    const numbers = (body: object) => ask(search, body).body.orders.map(({ id }: { id: string }) => ids.indexOf(id));
    expect(numbers({})).toEqual([2, 1, 0]);
    expect(numbers({ search: { sort: [{ fieldName: 'updatedDate', order: 'ASC' }] } })).toEqual([0, 1, 2]);
    const since = { updatedDate: { $gte: new Date(start + 2000).toISOString() } };
    expect(numbers({ search: { filter: since } })).toEqual([2, 1]);
    expect(
      numbers({
        search: { filter: { $and: [since, { updatedDate: { $lt: new Date(start + 3000).toISOString() } }] } },
      }),
    ).toEqual([1]);
  });

  it('continues with a cursor, which stands for everything else', () => {
    const { ask, shop } = withToken();
    for (let count = 0; count < 3; count++) shop.place();
    const { body } = ask(search, { search: page });
    expect(body.metadata).toMatchObject({ count: 2, hasNext: true });
    const cursorPaging = { cursor: body.metadata.cursors.next };
    expect(ask(search, { search: { cursorPaging } }).body).toMatchObject({
      metadata: { count: 1, hasNext: false, cursors: {} },
    });
    expect(ask(search, { search: { cursorPaging, filter: {} } }).status).toBe(400);
  });

  it.each([
    { search: { cursorPaging: { limit: 101 } } },
    { search: { filter: { updatedDate: { $gte: 'yesterday' } } } },
    { search: { filter: { updated: {} } } },
    { search: { sort: [{ fieldName: 'updatedDate', order: 'asc' }] } },
    { search: { cursorPaging: { cursor: 'x' } } },
    { query: {} },
  ])('must be as documented: not %j', (body) => {
    expect(withToken().ask(search, body).status).toBe(400);
  });
});

it('a webhook is a token about the site that the settings name', async () => {
  const { shop } = wixWorld();
  const { current, signingKey = '' } = newSentSecret('wix');
  for (const topic of ['order_payment_status_updated', 'order_transactions_refund_completed', 'order_canceled'])
    shop.outbox.subscribe(`wix.ecom.v1.${topic}`, 'https://api.example/webhooks/foo', { secret: signingKey });
  const { id } = shop.place();
  shop.refund(id, { amount: '5.00' });
  shop.cancel(id);
  const settings = { platformShopId: wixApp.instanceId };
  const sent = shop.outbox.takeDue().map(({ body }) => webhook({}, body));
  expect(await Promise.all(sent.map((one) => verifyWix(one, [current], start)))).toEqual(sent.map(() => true));
  expect(sent.map((one) => readWix(one, { shop: 'foo', receivedAtMs: start, settings }))).toMatchObject([
    { type: 'paid', order: { orderId: id, amount: '29.35' } },
    { type: 'refunded', refunds: [{ amount: '5.00' }], full: false },
    { type: 'refunded', refunds: [], full: false },
    { type: 'refunded', refunds: [{ amount: '24.35' }], full: false },
    { type: 'refunded', refunds: [], full: true },
    { type: 'cancelled' },
  ]);
});

it('without a signing key, a webhook is sent unsigned', () => {
  const { shop } = wixWorld();
  shop.outbox.subscribe('wix.ecom.v1.order_payment_status_updated', 'https://api.example/webhooks/foo');
  shop.place();
  expect(shop.outbox.takeDue()[0]?.body).toMatch(/^\{/);
});
