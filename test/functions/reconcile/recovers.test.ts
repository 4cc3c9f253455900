import { describe, expect, it } from 'vitest';
import { ApiPlatform } from '../../../lib/reconcile/platform-secret.ts';
import { hour, minute, reconciledShop, type Platform } from './world.ts';

const platforms: Platform[] = [...ApiPlatform.options];
/** Squarespace's, BigCommerce's, Ecwid's and Adobe Commerce's orders don't say when they were paid, but only when they were made. */
const dated: readonly Platform[] = platforms.filter(
  (platform) => !['squarespace', 'bigcommerce', 'ecwid', 'adobe-commerce'].includes(platform),
);

describe.each(platforms)('%s: a webhook that never arrived', (platform) => {
  it('is made up for: the order is thanked once', async () => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    const arrived = world.shop.place();
    await world.deliver();
    const lost = world.shop.place();
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ type: 'paid', order: { orderId: lost.id } }]);
    expect(await world.states()).toMatchObject([
      { orderId: arrived.id, state: 'posted' },
      { orderId: lost.id, state: 'posted' },
    ]);
    // The next pass looks at the same orders again, and finds nothing.
    world.pass(2 * hour);
    expect(await world.reconcile()).toEqual([]);
    expect(world.state.calls).toHaveLength(2);
  });

  it('of a cancellation and of a refund is made up for, too', async () => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    const [cancelled, refunded] = [world.shop.place(), world.shop.place()];
    await world.deliver();
    world.pass(minute);
    // At Stripe and Square, what is cancelled is refunded.
    const refunds = platform === 'stripe' || platform === 'square';
    world.shop.cancel(cancelled.id, { refund: refunds });
    world.shop.refund(refunded.id);
    world.lose();
    world.pass(20 * minute);
    const kinds = [refunds ? 'refunded' : 'cancelled', 'refunded'];
    expect((await world.reconcile()).map(({ type }) => type).toSorted()).toEqual(kinds);
    const reversed = await Promise.all(
      [cancelled, refunded].map(async ({ id }) => (await world.order(id))?.reversed?.kind),
    );
    expect(reversed).toEqual(kinds);
  });

  it('of the last minutes is left alone: it may be on its way', async () => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    world.shop.place();
    world.pass(14 * minute);
    expect(await world.reconcile()).toEqual([]);
    await world.deliver();
    world.pass(3 * hour);
    expect(await world.reconcile()).toEqual([]);
  });

  it('arrives late: the claim ignores it', async () => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    world.shop.place();
    world.pass(20 * minute);
    expect(await world.reconcile()).toHaveLength(1);
    await world.deliver();
    expect(world.state.calls).toHaveLength(1);
  });
});

describe.each(platforms)('%s: orders that do not count', (platform) => {
  it('were paid before it was switched on, whatever is changed today', async () => {
    const world = await reconciledShop(platform);
    const old = world.shop.place({ createdAtMs: world.state.nowMs - 40 * 24 * hour });
    world.lose();
    world.pass(hour);
    world.shop.edit(old.id);
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.states()).toEqual([]);
  });

  it.runIf(dated.includes(platform))('were made before, but paid after: they count', async () => {
    const world = await reconciledShop(platform);
    const invoice = world.shop.place({ paid: false, createdAtMs: world.state.nowMs - 2 * 24 * hour });
    world.lose();
    world.pass(hour);
    world.shop.pay(invoice.id);
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ type: 'paid', order: { orderId: invoice.id } }]);
  });

  it.runIf(dated.includes(platform))(
    'were made before, and paid after many payments that failed: they count',
    async () => {
      const world = await reconciledShop(platform);
      const invoice = world.shop.place({ paid: false, createdAtMs: world.state.nowMs - 2 * 24 * hour });
      const failed = { kind: 'sale', status: 'failure', gateway: 'bogus', amount: invoice.shipping } as const;
      const transactions = Array.from({ length: 25 }, (_, index) => ({ ...failed, id: `${index}`, atMs: index }));
      world.shop.state.orders[invoice.id] = { ...invoice, transactions };
      world.pass(hour);
      const paidAt = new Date(world.state.nowMs).toISOString();
      world.shop.pay(invoice.id);
      world.pass(minute);
      world.shop.edit(invoice.id);
      world.lose();
      world.pass(20 * minute);
      expect(await world.reconcile()).toMatchObject([{ order: { orderId: invoice.id, paidAt } }]);
    },
  );

  it('are not paid, or are of a channel that the shop leaves out', async () => {
    const channel = platform === 'stripe' ? 'payment_link' : 'pos';
    const world = await reconciledShop(platform, { settings: { reconcile: { channels: { none: [channel] } } } });
    world.pass(hour);
    world.shop.place({ paid: false });
    world.shop.place({ sourceName: channel });
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toEqual([]);
  });

  it('were deleted between the list and the fetch', async () => {
    const world = await reconciledShop(platform);
    world.pass(hour);
    world.shop.place();
    const kept = world.shop.place();
    world.lose();
    world.shop.hooks.beforeFetch = (orderId) => {
      if (orderId !== kept.id) world.shop.delete(orderId);
    };
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: kept.id } }]);
    expect((await world.status())?.failing).toBeUndefined();
  });
});

describe('paging', () => {
  // The lists of Shopware and Square ask for no second page, but go on by time.
  it.each(dated.filter((platform) => platform !== 'shopware' && platform !== 'square'))(
    '%s: sees an order again that changes between two pages',
    async (platform) => {
      const world = await reconciledShop(platform);
      world.pass(hour);
      const size = platform === 'shopify' ? 250 : 100;
      const placed = Array.from({ length: size + 5 }, (_, index) => {
        world.pass(1000);
        return world.shop.place({ paid: index === size });
      });
      world.lose();
      let edited = false;
      world.shop.hooks.betweenPages = () => {
        if (!edited) world.shop.edit(placed[0]!.id);
        edited = true;
      };
      world.pass(20 * minute);
      expect(await world.reconcile()).toMatchObject([{ order: { orderId: placed[size]!.id } }]);
      expect(edited).toBe(true);
    },
  );

  it('WooCommerce: a second with more orders than a page', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    const placed = Array.from({ length: 120 }, () => world.shop.place());
    const missing = new Set([placed[3]!.id, placed[111]!.id]);
    world.shop.state.outbox.deliveries = world.shop.state.outbox.deliveries.filter(
      ({ orderId }) => !missing.has(orderId),
    );
    await world.deliver();
    world.pass(20 * minute);
    const events = await world.reconcile();
    expect(new Set(events.map((event) => event.type === 'paid' && event.order.orderId))).toEqual(missing);
  });
});

describe('WooCommerce: an order that is paid by the settings alone, without a date of payment', () => {
  /** Its webhooks are lost, and somebody edits it today. */
  async function packed(createdAtMs?: number) {
    const world = await reconciledShop('woocommerce', { settings: { paidStatuses: ['packing'] } });
    if (createdAtMs === undefined) world.pass(hour);
    const order = world.shop.place({ paid: false, ...(createdAtMs !== undefined && { createdAtMs }) });
    world.pass(hour);
    world.shop.edit(order.id);
    world.lose();
    world.held.alter = (answer) => ({ ...answer, body: answer.body.replaceAll('"pending"', '"packing"') });
    world.pass(20 * minute);
    return { world, order };
  }

  it('counts if it was made after the switch-on', async () => {
    const { world, order } = await packed();
    expect(await world.reconcile()).toMatchObject([{ type: 'paid', order: { orderId: order.id } }]);
  });

  it('does not count if it was made before: nobody knows when it was paid', async () => {
    const { world } = await packed(Date.parse('2026-01-20T12:00:00Z'));
    expect(await world.reconcile()).toEqual([]);
  });
});
