import { describe, expect, it } from 'vitest';
import type { SandboxShop } from '../../../local/platforms/sandbox-shop.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { shopifyWorld, start, wooCommerceWorld } from './world.ts';

const hour = 3_600_000;
const url = 'https://api.example/webhooks/foo';
const everyTopic = {
  shopify: ['orders/create', 'orders/paid', 'orders/updated', 'orders/cancelled', 'refunds/create', 'orders/delete'],
  woocommerce: ['order.created', 'order.updated', 'order.deleted'],
};

const worlds = { shopify: shopifyWorld, woocommerce: wooCommerceWorld };

function subscribed(platform: 'shopify' | 'woocommerce') {
  const { shop, clock } = worlds[platform]();
  for (const topic of everyTopic[platform]) shop.outbox.subscribe(topic, url);
  const topics = () => shop.outbox.takeDue().map(({ topic }) => topic);
  return { shop, clock, topics };
}

/** What thankflow's own adapter makes of what is due. */
function read(platform: 'shopify' | 'woocommerce', shop: SandboxShop) {
  return shop.outbox.takeDue().map(({ headers, body: text, url: sentTo }) => {
    const webhook = { headers, body: Buffer.from(text), url: sentTo };
    expect(adapters[platform].verify(webhook, ['shh'], start / 1000)).toBe(true);
    expect(adapters[platform].verify(webhook, ['other'], start / 1000)).toBe(false);
    return adapters[platform].read(webhook, { shop: 'foo', receivedAtMs: start });
  });
}

describe('deliveries', () => {
  it.each([
    [
      'shopify',
      ['orders/create', 'orders/paid'],
      ['orders/updated'],
      ['refunds/create', 'orders/updated'],
      ['refunds/create', 'orders/updated', 'orders/cancelled', 'orders/updated'],
      ['orders/delete'],
    ],
    [
      'woocommerce',
      ['order.created', 'order.updated'],
      ['order.updated'],
      ['order.updated'],
      ['order.updated', 'order.updated'],
      ['order.deleted'],
    ],
  ] as const)('of %s follow all that happens', (platform, placed, edited, refunded, cancelled, deleted) => {
    const { shop, topics } = subscribed(platform);
    const { id } = shop.place();
    expect(topics()).toEqual(placed);
    shop.edit(id);
    expect(topics()).toEqual(edited);
    shop.refund(id, { amount: '1.00' });
    expect(topics()).toEqual(refunded);
    shop.cancel(id);
    expect(topics()).toEqual(cancelled);
    shop.delete(id);
    expect(topics()).toEqual(deleted);
  });

  it('of Shopify are signed, and read as what happened', () => {
    const { shop } = subscribed('shopify');
    shop.place();
    shop.place();
    const { id } = shop.place({ presentmentCurrency: 'USD', rate: '2', lines: [{ price: '10.00', quantity: 2 }] });
    const orders = read('shopify', shop).filter((one) => one.type === 'paid');
    expect(id.length).toBe(16);
    expect(orders.at(-1)).toMatchObject({
      type: 'paid',
      order: { orderId: id, amount: '20.00', currency: 'EUR', presentment: { amount: '40.00', currency: 'USD' } },
    });
    shop.refund(id, { lines: [{ index: 0, quantity: 1 }] });
    expect(read('shopify', shop)[0]).toMatchObject({
      type: 'refunded',
      orderId: id,
      refunds: [{ amount: '20.00', currency: 'USD', inShopMoney: { amount: '10.00', currency: 'EUR' } }],
    });
    shop.cancel(id);
    expect(read('shopify', shop).map(({ type }) => type)).toEqual(['refunded', 'ignored', 'cancelled', 'ignored']);
  });

  it('of Shopify contain IDs as numbers, with all digits', () => {
    const { shop } = subscribed('shopify');
    const id = '9007199254740993';
    shop.place({ id });
    expect(shop.outbox.takeDue()[0]!.body).toContain(`"id":${id},`);
    shop.refund(id);
    expect(shop.outbox.takeDue()[0]!.body).toContain(`"order_id":${id},`);
  });

  it('of WooCommerce are signed, and read as what happened', () => {
    const { shop, clock } = subscribed('woocommerce');
    const { id } = shop.place({ paid: false, shipping: '5.00' });
    expect(read('woocommerce', shop).map(({ type }) => type)).toEqual(['ignored', 'ignored']);
    clock.pass(hour);
    shop.pay(id);
    const order = { orderId: id, amount: '34.35', subtotal: '29.35', paidAt: '2026-11-20T13:00:00.000Z' };
    expect(read('woocommerce', shop)).toMatchObject([{ type: 'paid', order }]);
    shop.refund(id);
    expect(read('woocommerce', shop)).toMatchObject([{ type: 'refunded', orderId: id, full: true }]);
    shop.trash(id);
    expect(read('woocommerce', shop)).toMatchObject([{ type: 'cancelled', orderId: id }]);
  });
});

it('of WooCommerce shows the order when it is sent, even one that is gone', () => {
  const { shop, clock } = subscribed('woocommerce');
  shop.faults.delayShare = 1;
  const [first, second] = [shop.place({ paid: false }), shop.place()];
  shop.pay(first.id);
  shop.delete(second.id);
  clock.pass(13 * hour);
  const types = read('woocommerce', shop).map(({ type }) => type);
  expect(types.toSorted()).toEqual(['cancelled', 'ignored', 'ignored', 'paid', 'paid', 'paid']);
});

describe('a delivery that is not received', () => {
  it('is sent eight more times in four hours by Shopify, which then deletes the subscription', () => {
    const { shop, clock } = shopifyWorld();
    shop.outbox.subscribe('orders/paid', url);
    shop.place();
    const sentAtMs: number[] = [];
    while (shop.outbox.deliveries.length > 0) {
      clock.ms = Math.max(clock.ms, ...shop.outbox.deliveries.map(({ dueAtMs }) => dueAtMs));
      for (const delivery of shop.outbox.takeDue()) {
        sentAtMs.push(clock.ms - start);
        shop.outbox.answered(delivery, 503);
      }
    }
    expect(sentAtMs).toHaveLength(9);
    expect(Math.round(sentAtMs.at(-1)! / hour)).toBe(4);
    expect(shop.outbox.subscriptions).toEqual([]);
  });

  it('is lost on WooCommerce, which disables the webhook after five in a row', () => {
    const { shop } = wooCommerceWorld();
    shop.outbox.subscribe('order.updated', url);
    const place = (status: number | undefined) => {
      shop.place();
      for (const delivery of shop.outbox.takeDue()) shop.outbox.answered(delivery, status);
    };
    for (const status of [500, undefined, 404, 503, 302, 401, 500, 500, 500]) place(status);
    expect(shop.outbox.deliveries).toEqual([]);
    expect(shop.outbox.subscriptions).toMatchObject([{ status: 'active', failures: 4 }]);
    place(500);
    expect(shop.outbox.subscriptions).toMatchObject([{ status: 'disabled' }]);
    shop.place();
    expect(shop.outbox.deliveries).toEqual([]);
  });
});

describe('faults', () => {
  it('drop and delay a share of the deliveries', () => {
    const { shop, topics } = subscribed('shopify');
    Object.assign(shop.faults, { dropShare: 0.1, delayShare: 0.05, delayMaxMs: 12 * hour });
    for (let n = 0; n < 40; n += 1) shop.place();
    const { dropped } = shop.outbox;
    const late = shop.outbox.deliveries.filter(({ dueAtMs }) => dueAtMs > start);
    expect(dropped.length).toBeGreaterThan(0);
    expect(late.length).toBeGreaterThan(0);
    expect(dropped.length + late.length + topics().length).toBe(80);
    expect(late.every(({ dueAtMs }) => dueAtMs <= start + 12 * hour)).toBe(true);
  });

  it('delete all subscriptions once', () => {
    const { shop, clock, topics } = subscribed('woocommerce');
    shop.faults.deleteSubscriptionsAtMs = start + hour;
    shop.place();
    expect(topics()).toHaveLength(2);
    clock.pass(hour);
    shop.place();
    expect([shop.outbox.subscriptions, topics()]).toEqual([[], []]);
    shop.outbox.subscribe('order.updated', url);
    shop.place();
    expect(topics()).toEqual(['order.updated']);
  });
});

it('pays, refunds and deletes only what there is', () => {
  const { shop } = shopifyWorld();
  const { id } = shop.place();
  expect(() => shop.pay(id)).toThrow(RangeError);
  expect(() => shop.refund(id, { lines: [{ index: 0, quantity: 2 }] })).toThrow(RangeError);
  expect(() => shop.delete('1')).toThrow(RangeError);
});
