import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ShopRegistry } from '../../../local/platforms/shop-registry.ts';
import { shopifyFormat } from '../../../local/platforms/shopify/webhooks.ts';
import { start } from './world.ts';

const webhooks = { topics: ['orders/paid', 'orders/cancelled'], url: 'http://127.0.0.1:3000/webhooks/foo' };

it('keeps orders, subscriptions and deliveries across restarts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shops-'));
  const open = () => {
    const file = join(folder, 'shopify.json');
    const registry = new ShopRegistry({ format: shopifyFormat, now: () => start, random: () => 0, file });
    return { registry, shop: registry.open({ id: 'foo', secret: 'shh' }, webhooks) };
  };
  try {
    const first = open();
    const { id } = first.shop.place();
    first.shop.outbox.unsubscribe(first.shop.outbox.subscriptions[1]!.id);
    first.registry.changed();
    first.registry.close();
    const { registry, shop } = open();
    expect(shop.order(id)).toEqual(first.shop.order(id));
    expect(shop.outbox.subscriptions.map(({ topic }) => topic)).toEqual(['orders/paid']);
    expect(shop.outbox.deliveries).toEqual(first.shop.outbox.deliveries);
    expect(shop.place().id).not.toBe(id);
    registry.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('follows the local stack to another port, and to another secret', () => {
  const registry = new ShopRegistry({ format: shopifyFormat, now: () => start, random: () => 0 });
  const { outbox } = registry.open({ id: 'foo', secret: 'shh' }, webhooks);
  outbox.subscribe('orders/paid', 'https://elsewhere.example/webhooks/foo');
  outbox.follow('http://127.0.0.1:4000/webhooks/foo', 'new');
  expect(outbox.subscriptions.map(({ url, secret }) => [url, secret])).toEqual([
    ['http://127.0.0.1:4000/webhooks/foo', 'new'],
    ['http://127.0.0.1:4000/webhooks/foo', 'new'],
    ['https://elsewhere.example/webhooks/foo', 'shh'],
  ]);
});

it('deletes orders and deliveries, but no subscriptions', () => {
  const registry = new ShopRegistry({ format: shopifyFormat, now: () => start, random: () => 0 });
  const shop = registry.open({ id: 'foo', secret: 'shh' }, webhooks);
  shop.place();
  registry.reset();
  expect([shop.orders, shop.outbox.deliveries]).toEqual([[], []]);
  expect(shop.outbox.subscriptions).toHaveLength(2);
});
