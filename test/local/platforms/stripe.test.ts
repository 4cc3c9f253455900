import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { readStripe } from '../../../lib/platforms/stripe/read.ts';
import { start, stripeWorld } from './world.ts';

const hour = 3_600_000;
const url = 'https://hooks.example/webhooks/foo';

describe("Stripe's sandbox refuses", () => {
  it.each([
    ['an unknown key', 'GET /events', { key: 'rk_2' }, 401, undefined],
    ['a version that it does not know', 'GET /events', { headers: { 'stripe-version': '2011-01-01' } }, 400, undefined],
    ['an account that it does not know', 'GET /events', { headers: { 'stripe-account': 'acct_1' } }, 403, undefined],
    ['an unknown parameter', 'GET /events?created[since]=1', {}, 400, 'parameter_unknown'],
    ['too large a page', 'GET /events?limit=101', {}, 400, 'parameter_invalid_integer'],
    ['too many types', `GET /events?${'types[]=a.b&'.repeat(21)}`, {}, 400, undefined],
    ['an expansion of its own making', 'GET /checkout/sessions?expand[]=data.everything', {}, 400, undefined],
    ['an expansion of a list without data', 'GET /checkout/sessions?expand[]=payment_intent', {}, 400, undefined],
    ['an unknown path', 'GET /orders', {}, 404, undefined],
    ['an object that does not exist', 'GET /payment_intents/pi_0', {}, 404, 'resource_missing'],
    ['an unknown object to start after', 'GET /events?starting_after=evt_0', {}, 400, 'resource_missing'],
  ])('%s', (_what, route, options, status, code) => {
    const answer = stripeWorld().call(route, options);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
  });

  it('what the key may not do, and names the permission', () => {
    const { call } = stripeWorld(['rak_charge_read']);
    expect(call('GET /payment_intents').status).toBe(200);
    const refused = call('GET /checkout/sessions?expand[]=data.payment_intent.latest_charge');
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining("'rak_charge_read'") } },
    });
  });
});

describe('its events', () => {
  it('are what its webhooks say, the newest first, and of the last 30 days', () => {
    const { shop, call, clock } = stripeWorld();
    shop.outbox.subscribe('checkout.session.completed', url);
    const old = shop.place({ createdAtMs: start - 31 * 24 * hour });
    const { id } = shop.place();
    clock.pass(hour);
    shop.refund(id, { amount: '5.00' });
    const events = call('GET /events?types[]=checkout.session.completed&types[]=refund.created').body.data;
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['refund.created', 'checkout.session.completed']);
    const webhook = shop.outbox.takeDue().find(({ orderId }) => orderId === id)!;
    expect(JSON.parse(webhook.body)).toEqual(events[1]);
    expect(JSON.stringify(events)).not.toContain(old.id);
  });

  it('are paged by the last one', () => {
    const { shop, call } = stripeWorld();
    for (let placed = 0; placed < 3; placed++) shop.place();
    const first = call('GET /events?types[]=checkout.session.completed&limit=2').body;
    expect([first.data.length, first.has_more]).toEqual([2, true]);
    const second = call(`GET /events?types[]=checkout.session.completed&starting_after=${first.data[1].id}`).body;
    expect([second.data.length, second.has_more]).toEqual([1, false]);
  });

  it("are signed when they are sent, so that Stripe's own library accepts them, however late they are", () => {
    const { shop, clock } = stripeWorld();
    shop.outbox.subscribe('checkout.session.completed', url);
    const { id } = shop.place();
    clock.pass(3 * hour);
    const [delivery] = shop.outbox.takeDue();
    const header = delivery!.headers['stripe-signature']!;
    const verified = Stripe.webhooks.signature!.verifyHeader(
      delivery!.body,
      header,
      'whsec_shh',
      300,
      undefined,
      clock.now(),
    );
    expect(verified).toBe(true);
    const webhook = { headers: delivery!.headers, url, body: Buffer.from(delivery!.body) };
    expect(readStripe(webhook, { shop: 'foo', receivedAtMs: clock.now() })).toMatchObject({
      type: 'paid',
      order: { orderId: id, amount: '29.35', number: '1001' },
    });
  });

  it('report a payment that takes days when it succeeds', () => {
    const { shop, clock } = stripeWorld();
    for (const topic of ['checkout.session.completed', 'checkout.session.async_payment_succeeded'])
      shop.outbox.subscribe(topic, url);
    const readings = () =>
      shop.outbox
        .takeDue()
        .map(({ body, headers }) =>
          readStripe({ headers, url, body: Buffer.from(body) }, { shop: 'foo', receivedAtMs: clock.now() }),
        );
    const { id } = shop.place({ paid: false });
    expect(readings()).toEqual([{ type: 'ignored', reason: 'not paid' }]);
    clock.pass(48 * hour);
    shop.pay(id);
    expect(readings()).toMatchObject([{ type: 'paid', order: { orderId: id, paidAt: '2026-11-22T12:00:00.000Z' } }]);
  });
});

describe('thankflow at its API', () => {
  it('names the permissions that a key lacks', async () => {
    const lacking = stripeWorld(['rak_charge_read', 'rak_event_read']);
    expect(await lacking.admin.access()).toMatchObject({
      missingScopes: ['Events (Read)', 'Charges and Refunds (Read)'],
    });
    expect(await stripeWorld().admin.access()).toMatchObject({ missingScopes: [] });
  });

  it('adds a type to the endpoint that exists, and creates none', async () => {
    const { shop, admin } = stripeWorld();
    await expect(admin.subscribe('refund.failed', url, undefined)).rejects.toMatchObject({
      kind: 'scope',
      message: expect.stringContaining('Create it in the Dashboard'),
    });
    shop.outbox.subscribe('refund.created', url);
    await admin.subscribe('refund.failed', url, undefined);
    expect(await admin.subscriptions()).toMatchObject([
      { topic: 'refund.created', url, state: 'active' },
      { topic: 'refund.failed', url, state: 'active' },
    ]);
  });

  it('knows that an endpoint with all types has those that are needed', async () => {
    const { shop, admin } = stripeWorld();
    shop.outbox.subscribe('*', url);
    expect((await admin.subscriptions()).map(({ topic }) => topic)).toEqual(admin.topics);
  });

  it('sees that a refund has failed: the order is paid again', async () => {
    const { shop, admin, clock } = stripeWorld();
    const { id } = shop.place();
    clock.pass(hour);
    shop.refund(id, { status: 'failure' });
    const webhook = await admin.fetch(id);
    expect(readStripe(webhook!, { shop: 'foo', receivedAtMs: clock.now() })).toMatchObject({
      type: 'paid',
      refundsComplete: true,
      order: { orderId: id, amount: '29.35', refunds: [] },
    });
  });
});
