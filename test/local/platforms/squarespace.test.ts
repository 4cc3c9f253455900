import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { squarespaceWorld, start, type Answer } from './world.ts';

const orders = '/1.0/commerce/orders';
const minute = 60_000;
const idsOf = ({ body }: Answer): string[] => body.result.map(({ id }: { id: string }) => id);
const iso = (ms: number) => new Date(ms).toISOString();
const span = (fromMs: number, untilMs: number) => `modifiedAfter=${iso(fromMs)}&modifiedBefore=${iso(untilMs)}`;

/** A site with orders that changed a second apart. */
function siteWith(count: number) {
  const world = squarespaceWorld();
  const ids = Array.from({ length: count }, () => {
    const { id } = world.shop.place();
    world.clock.pass(1000);
    return id;
  });
  return { ...world, ids };
}

describe('an order', () => {
  it('shows what the documentation says', () => {
    const { shop, call, clock } = squarespaceWorld();
    const { id } = shop.place({
      lines: [{ quantity: 2, price: '10.00', giftCard: true }],
      shipping: '5.00',
      test: true,
    });
    clock.pass(minute);
    shop.refund(id, { amount: '3.00' });
    expect(call(`GET ${orders}/${id}`)).toMatchObject({
      status: 200,
      body: {
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        orderNumber: '1',
        createdOn: '2026-11-20T12:00:00.000Z',
        modifiedOn: '2026-11-20T12:01:00.000Z',
        testmode: true,
        fulfillmentStatus: 'PENDING',
        paymentState: 'PAID',
        lineItems: [{ productName: 'Oak desk', quantity: 2, lineItemType: 'GIFT_CARD' }],
        refundedTotal: { value: '3.00', currency: 'EUR' },
        grandTotal: { value: '25.00', currency: 'EUR' },
      },
    });
  });

  it.each([
    ['PENDING', { paid: false }, undefined],
    ['REFUNDED', {}, 'refund'],
    ['REFUNDED', {}, 'cancel'],
    ['FAILED', { paid: false }, 'cancel'],
  ] as const)('can be in the state %s', (state, input, change) => {
    const { shop, call } = squarespaceWorld();
    const { id } = shop.place(input);
    if (change !== undefined) shop[change](id);
    const { paymentState, fulfillmentStatus } = call(`GET ${orders}/${id}`).body;
    expect([paymentState, fulfillmentStatus]).toEqual([state, change === 'cancel' ? 'CANCELED' : 'PENDING']);
  });

  it('is not found if it does not exist, and refused if its ID cannot be one', () => {
    const { call } = squarespaceWorld();
    const gone = { type: 'INVALID_REQUEST_ERROR', subtype: null, details: null };
    expect(call(`GET ${orders}/65b3f0a1c2d3e4f500000009`)).toMatchObject({ status: 404, body: gone });
    expect(call(`GET ${orders}/1`)).toMatchObject({ status: 400, body: { subtype: 'INVALID_ARGUMENT' } });
  });
});

describe('a list', () => {
  it('has pages of 50, the newest change first, and a cursor', () => {
    const { call, ids } = siteWith(60);
    const first = call(`GET ${orders}`);
    expect(idsOf(first)).toEqual(ids.toReversed().slice(0, 50));
    const { hasNextPage, nextPageCursor } = first.body.pagination;
    expect(hasNextPage).toBe(true);
    const second = call(`GET ${orders}?cursor=${nextPageCursor}`);
    expect(idsOf(second)).toEqual(ids.toReversed().slice(50));
    expect(second.body.pagination).toEqual({ hasNextPage: false, nextPageCursor: null, nextPageUrl: null });
  });

  it('excludes both ends of a span', () => {
    const { call, ids } = siteWith(3);
    expect(idsOf(call(`GET ${orders}?${span(start, start + 2000)}`))).toEqual([ids[1]]);
  });

  it('leaves out orders that are not paid, unless it is asked for them', () => {
    const { call, shop } = squarespaceWorld();
    shop.place({ paid: false });
    expect(idsOf(call(`GET ${orders}`))).toHaveLength(0);
    expect(idsOf(call(`GET ${orders}?paymentStates=PAID,PENDING`))).toHaveLength(1);
  });

  it.each([
    `modifiedAfter=${iso(start)}`,
    span(start, start),
    'modifiedAfter=2026-11-20&modifiedBefore=2026-11-21',
    'paymentStates=PAID,LENT',
    'fulfillmentStatus=SENT',
    'limit=10',
    'cursor=x',
    `cursor=${Buffer.from('50 ').toString('base64url')}&${span(start, start + 1)}`,
  ])('is refused for %s', (query) => {
    expect(squarespaceWorld().call(`GET ${orders}?${query}`)).toMatchObject({
      status: 400,
      body: { type: 'INVALID_REQUEST_ERROR', message: expect.any(String), contextId: expect.any(String) },
    });
  });
});

describe('who may call', () => {
  it.each([
    ['nobody', { token: '' }, 401, 'AUTHORIZATION_ERROR'],
    ['an unknown key', { token: 'key-2' }, 401, 'AUTHORIZATION_ERROR'],
    ['a client without a User-Agent', { headers: { 'user-agent': '' } }, 400, 'INVALID_REQUEST_ERROR'],
  ])('not %s', (_who, more, status, type) => {
    expect(squarespaceWorld().call(`GET ${orders}`, more)).toMatchObject({ status, body: { type } });
  });

  it('a key without the permission may only see the site', () => {
    const { call } = squarespaceWorld({ orders: false });
    expect(call(`GET ${orders}`)).toMatchObject({ status: 403, body: { subtype: 'MISSING_SCOPE' } });
    expect(call('GET /1.0/authorization/website')).toMatchObject({ status: 200, body: { siteId: 'foo' } });
  });

  it('nobody may call more than 300 times a minute', () => {
    const { call, clock } = squarespaceWorld();
    const statuses = Array.from({ length: 301 }, () => call('GET /1.0/authorization/website').status);
    expect(statuses.indexOf(429)).toBe(300);
    expect(call('GET /1.0/authorization/website').headers).not.toHaveProperty('retry-after');
    clock.pass(minute + 1);
    expect(call('GET /1.0/authorization/website').status).toBe(200);
  });

  it.each(['/2.0/commerce/orders', '/1.0/commerce/products', '/'])('nothing is at %s', (path) => {
    expect(squarespaceWorld().call(`GET ${path}`).status).toBe(404);
  });
});

describe('webhook subscriptions', () => {
  const subscription = { endpointUrl: 'https://api.example/webhooks/foo', topics: ['order.create', 'order.update'] };

  it('are for OAuth tokens only', () => {
    const { call } = squarespaceWorld();
    expect(call('GET /1.0/webhook_subscriptions')).toMatchObject({
      status: 403,
      body: { subtype: 'OAUTH_TOKEN_REQUIRED' },
    });
  });

  it('sign with a secret that is shown once', () => {
    const { call, shop } = squarespaceWorld({ token: 'oauth' });
    const { status, body } = call('POST /1.0/webhook_subscriptions', { body: subscription });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...subscription, secret: expect.stringMatching(/^[0-9A-F]{64}$/) });
    const { secret, ...shown } = body;
    expect(call('GET /1.0/webhook_subscriptions').body).toEqual({ webhookSubscriptions: [shown] });
    const { id } = shop.place();
    const [sent] = shop.outbox.takeDue();
    expect(JSON.parse(sent!.body)).toMatchObject({
      topic: 'order.create',
      websiteId: body.websiteId,
      data: { orderId: id },
    });
    const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(sent!.body).digest('hex');
    expect(sent!.headers['squarespace-signature']?.toLowerCase()).toBe(digest);
  });

  it('can be deleted, and there are at most 25', () => {
    const { call } = squarespaceWorld({ token: 'oauth' });
    const answers = Array.from({ length: 26 }, () => call('POST /1.0/webhook_subscriptions', { body: subscription }));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 25 }, () => 201), 409]);
    expect(call(`DELETE /1.0/webhook_subscriptions/${answers[0]?.body.id}`).status).toBe(204);
    expect(call(`GET /1.0/webhook_subscriptions/${answers[0]?.body.id}`).status).toBe(404);
    expect(call('GET /1.0/webhook_subscriptions').body.webhookSubscriptions).toHaveLength(24);
  });

  it.each([
    { endpointUrl: 'http://api.example/webhooks/foo', topics: ['order.create'] },
    { endpointUrl: 'https://api.example/', topics: [] },
    { endpointUrl: 'https://api.example/', topics: ['order.paid'] },
  ])('are refused as %j', (body) => {
    expect(squarespaceWorld({ token: 'oauth' }).call('POST /1.0/webhook_subscriptions', { body }).status).toBe(400);
  });
});

describe('what is sent', () => {
  it('says which order, and what happened to it', () => {
    const { shop } = squarespaceWorld();
    for (const topic of ['order.create', 'order.update']) shop.outbox.subscribe(topic, 'https://api.example/');
    const { id } = shop.place({ paid: false });
    shop.pay(id);
    shop.edit(id);
    shop.cancel(id);
    const sent = shop.outbox.takeDue().map(({ body }) => JSON.parse(body) as { topic: string; data: object });
    expect(sent.map(({ topic, data }) => [topic, data])).toEqual([
      ['order.create', { orderId: id }],
      ['order.update', { orderId: id, update: 'REFUNDED' }],
      ['order.update', { orderId: id, update: 'CANCELED' }],
    ]);
  });
});
