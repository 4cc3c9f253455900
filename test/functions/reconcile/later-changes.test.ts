import { describe, expect, it } from 'vitest';
import { hour, minute, reconciledShop, type Platform } from './world.ts';

describe.each<Platform>(['shopify', 'woocommerce', 'wix', 'stripe', 'saleor'])('%s: the webhook', (platform) => {
  // Saleor writes amounts as numbers.
  const amount = platform === 'saleor' ? '20' : '20.00';
  it.each(['while it is held', 'once it is thanked', 'of an order from before the switch-on'])(
    'of a refund of a part, %s, is made up for, as if it had arrived',
    async (when) => {
      const refundsAfter = async (isLost: boolean) => {
        const thanku = { holdHours: when === 'while it is held' ? 5 : 0 };
        const world = await reconciledShop(platform, { thanku });
        const { id } = world.shop.place({ lines: [{ quantity: 3, price: '20.00' }], shipping: '5.00' });
        await world.deliver();
        world.pass(hour);
        if (when === 'of an order from before the switch-on') await world.switchOnAgain();
        world.pass(hour);
        world.shop.refund(id, { lines: [{ index: 0, quantity: 1 }] });
        if (isLost) world.lose();
        else await world.deliver();
        world.pass(20 * minute);
        const events = await world.reconcile();
        // The next pass looks at the same order again, and finds nothing.
        world.pass(2 * hour);
        expect(await world.reconcile()).toEqual([]);
        return { events, refunds: (await world.order(id))?.refunds };
      };
      const { events, refunds } = await refundsAfter(true);
      expect(events).toMatchObject([{ type: 'refunded', full: false, refunds: [{ amount }] }]);
      expect(JSON.stringify(events)).not.toContain('ada');
      expect(Object.values(refunds!)).toEqual([amount]);
      expect(await refundsAfter(false)).toEqual({ events: [], refunds });
    },
  );
});

// Its webhook says neither the refund's ID nor its amount.
it.each(['arrived', 'was lost'])('Shopware: a refund of a part whose webhook %s is queued once', async (webhook) => {
  const world = await reconciledShop('shopware');
  world.pass(hour);
  const { id } = world.shop.place({ lines: [{ quantity: 3, price: '20.00' }] });
  await world.deliver();
  world.pass(hour);
  world.shop.refund(id, { lines: [{ index: 0, quantity: 1 }] });
  if (webhook === 'arrived') await world.deliver();
  else world.lose();
  world.pass(20 * minute);
  expect(await world.reconcile()).toMatchObject([{ type: 'refunded', full: false, refunds: [{ amount: '20' }] }]);
  world.pass(2 * hour);
  expect(await world.reconcile()).toEqual([]);
});

it('Shopify: a refund from before the claim does not count, though the row has no ID of it', async () => {
  const world = await reconciledShop('shopify');
  world.pass(hour);
  const { id } = world.shop.place({ lines: [{ quantity: 3, price: '20.00' }] });
  world.pass(minute);
  world.shop.refund(id, { lines: [{ index: 0, quantity: 2 }] });
  world.lose();
  world.pass(minute);
  // As an import from Shopify's CSV says it.
  await world.paid({ orderId: id, amount: '20.00', refunds: [] });
  world.pass(20 * minute);
  expect(await world.reconcile()).toEqual([]);
  world.shop.refund(id, { lines: [], amount: '5.00' });
  world.lose();
  world.pass(2 * hour + 20 * minute);
  expect(await world.reconcile()).toMatchObject([{ type: 'refunded', refunds: [{ amount: '5.00' }] }]);
  expect(await world.order(id)).toMatchObject({ state: 'posted', refunds: {} });
  expect((await world.order(id))?.reversed).toBeUndefined();
});

describe('WooCommerce: an order that is moved to the trash', () => {
  it.each(['waiting', 'posted'])('while it is %s: the webhook was lost, and it is cancelled', async (state) => {
    const world = await reconciledShop('woocommerce', { thanku: { holdHours: state === 'waiting' ? 5 : 0 } });
    world.pass(hour);
    const { id } = world.shop.place();
    await world.deliver();
    world.pass(minute);
    world.shop.trash(id);
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ type: 'cancelled', orderId: id }]);
    expect(await world.order(id)).toMatchObject({
      state: state === 'waiting' ? 'skipped' : 'posted',
      reversed: { kind: 'cancelled' },
    });
    world.pass(2 * hour);
    expect(await world.reconcile()).toEqual([]);
  });

  it('between the two lists is listed once, as it is in the trash', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    const { id } = world.shop.place();
    world.lose();
    world.shop.hooks.betweenPages = () => {
      world.shop.state.orders[id] = { ...world.shop.order(id)!, trashed: true };
    };
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ type: 'cancelled', orderId: id }]);
  });
});
