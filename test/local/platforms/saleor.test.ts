import { describe, expect, it } from 'vitest';
import { readSaleor } from '../../../lib/platforms/saleor/read.ts';
import { verifySaleor } from '../../../lib/platforms/saleor/verify.ts';
import { saleorSubscription, saleorTopics } from '../../../lib/platforms/saleor/query.ts';
import { saleorSender } from '../../../lib/senders/saleor.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { webhook } from '../../support/webhook.ts';
import { saleorWorld, start } from './world.ts';

const url = 'https://api.example/webhooks/foo';
const list = `query ($first: Int, $after: String) {
  orders(first: $first, after: $after, sortBy: { field: LAST_MODIFIED_AT, direction: ASC }) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor }
  }
}`;

describe('a query', () => {
  it.each(['{ orders(first: 1) { edges { node { secret } } } }', '{ shop { name }', 'x', 'subscription { event }'])(
    'that is invalid is answered 400: %s',
    (query) => {
      expect(saleorWorld().query(query)).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { exception: { code: 'GraphQLError' } } }] },
      });
    },
  );

  it('needs the permission for orders, and an error is answered 200', () => {
    const { query, account } = saleorWorld();
    account.permissions = [];
    const denied = { status: 200, body: { errors: [{ extensions: { exception: { code: 'PermissionDenied' } } }] } };
    expect(query('{ order(id: "x") { id } }')).toMatchObject(denied);
    expect(query(list, { first: 1 })).toMatchObject(denied);
    expect(query('{ app { permissions { code } } }')).toMatchObject({ body: { data: { app: { permissions: [] } } } });
  });

  it('without a token that is known is anonymous', () => {
    const { query, account } = saleorWorld();
    expect(query('{ app { id } }', {}, 'x').body).toMatchObject({ data: { app: null } });
    expect(query('{ shop { version } }', {}, 'x').body.errors).toHaveLength(1);
    account.revoked = true;
    expect(query('{ app { id } }').body).toMatchObject({ data: { app: null } });
  });

  it('is only posted, as JSON, to /graphql/', () => {
    const { api } = saleorWorld();
    const status = (method: string, path: string, headers: Record<string, string>, body: string) =>
      api.act({ method, path, query: new URLSearchParams(), headers, body, arrivedAtMs: start, idleMs: 0 }).status;
    const json = { authorization: 'Bearer token-12345', 'content-type': 'application/json' };
    const body = '{"query":"{ app { id } }"}';
    expect(status('POST', '/graphql/', json, body)).toBe(200);
    expect(status('GET', '/graphql/', json, body)).toBe(405);
    expect(status('POST', '/graphql', json, body)).toBe(404);
    expect(status('POST', '/graphql/', { authorization: 'Bearer token-12345' }, body)).toBe(400);
    expect(status('POST', '/graphql/', json, '[]')).toBe(400);
  });
});

describe('a list', () => {
  it('is continued with a cursor that is a place in time', () => {
    const { shop, query, clock } = saleorWorld();
    const ids = [1, 2, 3].map(() => (clock.pass(1000), shop.place().id));
    const first = query(list, { first: 2 }).body.data.orders;
    expect(first.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids.slice(0, 2));
    clock.pass(1000);
    shop.edit(ids[0]!);
    const rest = query(list, { first: 2, after: first.pageInfo.endCursor }).body.data.orders;
    expect(rest.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([ids[2], ids[0]]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it.each([{}, { first: 101 }, { first: 0 }, { first: 1, after: 'x' }])(
    'must be asked for as documented: not %j',
    (variables) => {
      expect(saleorWorld().query(list, variables).body.errors).toHaveLength(1);
    },
  );
});

describe('a webhook', () => {
  const create = `mutation ($input: WebhookCreateInput!) { webhookCreate(input: $input) { errors { field code } webhook { id } } }`;
  const input = { targetUrl: url, asyncEvents: ['ORDER_FULLY_PAID'], query: saleorSubscription('3.23') };

  it('is created, listed and deleted', () => {
    const { query } = saleorWorld();
    const { id } = query(create, { input }).body.data.webhookCreate.webhook as { id: string };
    const webhooks = '{ app { webhooks { id targetUrl asyncEvents { eventType } } } }';
    expect(query(webhooks).body.data.app.webhooks).toEqual([
      { id, targetUrl: url, asyncEvents: [{ eventType: 'ORDER_FULLY_PAID' }] },
    ]);
    const remove = 'mutation ($id: ID!) { webhookDelete(id: $id) { errors { code } } }';
    expect(query(remove, { id }).body.data.webhookDelete.errors).toEqual([]);
    expect(query(remove, { id }).body.data.webhookDelete.errors).toEqual([{ code: 'NOT_FOUND' }]);
    expect(query(webhooks).body.data.app.webhooks).toEqual([]);
  });

  it.each<[object, string]>([
    [{ query: 'subscription { event { secret } }' }, 'query'],
    [{ query: '{ shop { name } }' }, 'query'],
    [{ query: null }, 'query'],
    [{ targetUrl: 'http://api.example/' }, 'targetUrl'],
    [{ secretKey: 'shh' }, 'secretKey'],
    [{ asyncEvents: [] }, 'asyncEvents'],
  ])('isn’t created with %j', (differs, field) => {
    const { query } = saleorWorld();
    expect(query(create, { input: { ...input, ...differs } }).body.data.webhookCreate.errors).toMatchObject([
      { field },
    ]);
  });

  it('contains what thankflow’s query asks for, and is signed', async () => {
    const { shop, clock } = saleorWorld();
    const { current: webhookSecret, signingKey = '' } = newSentSecret('saleor');
    for (const topic of saleorTopics) shop.outbox.subscribe(topic, url, { secret: signingKey });
    const { id } = shop.place({ paid: false });
    clock.pass(1000);
    shop.pay(id);
    shop.refund(id, { amount: '5.00' });
    shop.cancel(id);
    const sent = shop.outbox.takeDue().map(({ headers, body }) => webhook(headers, body));
    const { text } = saleorSender.publicKey!({ id: 'foo', webhookSecret });
    expect(await Promise.all(sent.map((one) => verifySaleor(one, [text])))).toEqual(sent.map(() => true));
    const read = sent.map((one) => readSaleor(one, { shop: 'foo', receivedAtMs: start }));
    expect(read.filter(({ type }) => type !== 'ignored')).toMatchObject([
      { type: 'paid', order: { orderId: id, amount: '29.35', paidAt: '2026-11-20T12:00:01.000Z' } },
      { type: 'refunded', refunds: [{ id: 'refunded-5' }], full: false },
      { type: 'refunded', refunds: [{ id: 'refunded-29.35' }], full: true },
      { type: 'refunded', refunds: [{ id: 'refunded-29.35' }], full: true },
      { type: 'cancelled' },
    ]);
  });

  it('has the same fields as the one that ./thankflow send sends', () => {
    const { shop } = saleorWorld();
    shop.outbox.subscribe('ORDER_FULLY_PAID', url);
    shop.place({ gateways: ['gift_card'] });
    const order = {
      id: 'T3JkZXI6MQ==',
      number: '1',
      amount: '29.35',
      currency: 'EUR',
      firstName: 'A',
      lastName: 'L',
      email: 'a@b.example',
      title: 'Desk',
      paidAt: new Date(start),
    };
    const bodies = [shop.outbox.takeDue()[0]!.body, saleorSender.topics.paid!.body(order, new Date(start))];
    const [one, other] = bodies.map((body) => pathsIn(JSON.parse(body)));
    expect(other).toEqual(one);
  });

  it('without a signing key is sent unsigned', () => {
    const { shop } = saleorWorld();
    shop.outbox.subscribe('ORDER_FULLY_PAID', url);
    shop.place();
    expect(shop.outbox.takeDue()[0]?.headers).toEqual({ 'content-type': 'application/json' });
  });
});

/** The names of all fields, without how many there are of each. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const paths = Object.entries(value).flatMap(([name, part]) =>
    pathsIn(part, Array.isArray(value) ? path : `${path}.${name}`),
  );
  return [...new Set(paths)].toSorted();
}
