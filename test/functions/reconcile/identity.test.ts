import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../lib/order/event.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import { zero } from '../../../local/platforms/amounts.ts';
import type { SandboxShop } from '../../../local/platforms/sandbox-shop.ts';
import type { ShopOrder, ShopRefund } from '../../../local/platforms/shop-order.ts';
import { hour, minute, reconciledShop } from './world.ts';

/** Orders that show what a platform may write differently in its webhooks and in its API. */
const kinds: Record<string, (shop: SandboxShop) => { id: string }> = {
  'a plain order': (shop) => shop.place(),
  'several lines, tags, a gift card and shipping': (shop) =>
    shop.place({
      lines: [
        { title: 'Désk “Öak” & Co', quantity: 3, price: '29.00' },
        { title: 'Gift card', giftCard: true, price: '50.00', sku: null },
        { title: 'Custom item', sku: null, productId: null, price: '0.50' },
      ],
      shipping: '4.90',
      tags: ['vip', 'autumn sale'],
      gateways: ['gift_card', 'shopify_payments'],
      locale: 'de',
    }),
  'paid in another currency': (shop) => shop.place({ presentmentCurrency: 'USD', rate: '1.17', shipping: '5.00' }),
  'paid in a currency without decimals': (shop) => shop.place({ presentmentCurrency: 'JPY', rate: '160' }),
  'with a tip': (shop) => shop.place({ tip: '3.00' }),
  'of a guest': (shop) => shop.place({ customer: null, locale: null }),
  'more lines than an order keeps': (shop) =>
    shop.place({ lines: Array.from({ length: 130 }, (_, index) => ({ title: `Item ${index}`, price: '1.00' })) }),
  'another channel': (shop) => shop.place({ sourceName: 'pos' }),
  'refunded in part': (shop) => {
    const order = shop.place({ lines: [{ quantity: 2, price: '20.00' }], shipping: '5.00' });
    return shop.refund(order.id, { lines: [{ index: 0, quantity: 1 }] });
  },
  'refunded in part, in another currency': (shop) => {
    const order = shop.place({
      lines: [{ quantity: 2, price: '20.00' }],
      shipping: '5.00',
      presentmentCurrency: 'USD',
      rate: '1.20',
    });
    shop.refund(order.id, { lines: [{ index: 0, quantity: 1 }], shipping: '5.00' });
    return shop.refund(order.id, { lines: [], amount: '3.00' });
  },
  'refunded in part, of more lines than a page has, in another currency': (shop) => {
    const lines = Array.from({ length: 130 }, (_, index) => ({ title: `Item ${index}`, price: '1.00' }));
    const order = shop.place({ lines, presentmentCurrency: 'USD', rate: '1.20' });
    return shop.refund(order.id, { lines: lines.slice(1).map((_, index) => ({ index, quantity: 1 })) });
  },
  'refunded in part, in more payments than a page has': (shop) => {
    const order = shop.place({ lines: [{ price: '200.00' }] });
    const refunded = shop.refund(order.id, { lines: [], amount: '120.00' });
    return changeRefund(shop, refunded, ({ transactions: [one], ...refund }) => ({
      ...refund,
      transactions: Array.from({ length: 120 }, (_, index) => ({
        ...one!,
        id: `${index + 1}`,
        amount: { shop: '1.00', presentment: '1.00' },
      })),
    }));
  },
  'of which the import duties are refunded': (shop) => {
    const order = shop.place();
    const refunded = shop.refund(order.id, { lines: [], amount: '3.00' });
    const duties = { shop: '3.00', presentment: '3.00' };
    return changeRefund(shop, refunded, (refund) => ({ ...refund, duties, discrepancy: zero }));
  },
  'refunded in more parts than an event reports': (shop) => {
    const order = shop.place({ lines: [{ price: '200.00' }] });
    for (let parts = 0; parts < 60; parts++) shop.refund(order.id, { lines: [], amount: '1.00' });
    return shop.order(order.id)!;
  },
};

function changeRefund(shop: SandboxShop, order: ShopOrder, change: (refund: ShopRefund) => ShopRefund): ShopOrder {
  const changed = { ...order, refunds: order.refunds.map(change) };
  shop.state.orders[order.id] = changed;
  return changed;
}

const withoutTimes = (event: OrderEvent | undefined): unknown => {
  if (event?.type !== 'paid') return event;
  const { paidAt: _, ...order } = event.order;
  // The admin API knows the lines after a refund. The webhook has them as they were sold, so it gives no prices then.
  const items = order.items.map(({ price: __, ...item }) => item);
  return { ...event, order: { ...order, items } };
};

/** A webhook in which the order is as it is now: Shopify's `orders/paid`, sent again. */
const topicOf = { shopify: 'orders/paid', woocommerce: 'order.updated' };
type Listed = keyof typeof topicOf;

async function threeWays(platform: Listed, place: (shop: SandboxShop) => { id: string }) {
  const world = await reconciledShop(platform);
  world.pass(hour);
  const { id } = place(world.shop);
  world.lose();
  const order = world.shop.order(id)!;
  // Everything that happens to an order is reported with the order as it is then.
  world.shop.outbox.report(order, platform === 'shopify' ? ['paid'] : ['updated']);
  const delivery = world.shop.outbox.takeDue().find(({ topic }) => topic === topicOf[platform])!;
  const about = { shop: world.name, receivedAtMs: world.state.nowMs };
  const webhook = { headers: delivery.headers, url: '', body: Buffer.from(delivery.body) };
  const byWebhook = readWebhook(adapters[platform], webhook, about);
  const { admin } = world.ports.admin(world.held.secret!, {}, Infinity);
  const fetched = await admin.fetch(id);
  const byFetch = readWebhook(adapters[platform], fetched!, about);
  world.pass(20 * minute);
  const [byReconciliation] = await world.reconcile();
  return { byWebhook, byFetch, byReconciliation, id };
}

describe.each<Listed>(['shopify', 'woocommerce'])(
  '%s: the same order by webhook, fetch and reconciliation',
  (platform) => {
    it.each(Object.entries(kinds))('%s', async (_, place) => {
      const { byWebhook, byFetch, byReconciliation, id } = await threeWays(platform, place);
      expect(byWebhook).toMatchObject({ type: 'paid', order: { orderId: id } });
      expect(withoutTimes(byFetch as OrderEvent)).toEqual(withoutTimes(byWebhook as OrderEvent));
      expect(withoutTimes(byReconciliation)).toEqual(withoutTimes(byWebhook as OrderEvent));
    });
  },
);

it("Shopify's time of payment is that of the last payment, not of the last change", async () => {
  const world = await reconciledShop('shopify');
  world.pass(hour);
  const { id } = world.shop.place();
  const paidAt = new Date(world.state.nowMs).toISOString();
  world.pass(hour);
  world.shop.edit(id);
  world.lose();
  world.pass(20 * minute);
  expect(await world.reconcile()).toMatchObject([{ order: { paidAt } }]);
});
