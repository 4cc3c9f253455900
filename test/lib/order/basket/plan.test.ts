import { describe, expect, it } from 'vitest';
import { planBasket } from '../../../../lib/order/basket/plan.ts';
import { hasBasket, planLoyalty } from '../../../../lib/order/loyalty-plan.ts';
import type { Order } from '../../../../lib/order/order.ts';
import { ShopSettings } from '../../../../lib/shops/settings.ts';
import { orderWith, settingsWith } from '../support.ts';

const thanx = { credential: 'main', merchantId: 'm1', currency: 'EUR', mode: 'baskets', locationUid: 'online' };
const settings = settingsWith({}, { thanx });
const plan = (differs: Partial<Order> = {}, simulate = false) =>
  planBasket(orderWith({ beforeTax: '50.00', ...differs }), settings, 'oak-shop-4711', simulate);
const basketOf = (differs: Partial<Order>) => {
  const decided = plan(differs);
  if ('reason' in decided) throw new Error(decided.reason);
  return decided.plan.basket;
};
const card = { title: 'Gift card', quantity: 1, giftCard: true, price: '10.00' };
const desk = { title: 'Oak desk', quantity: 2, giftCard: false, sku: 'D-1', productId: '77', price: '40.00' };

describe('the basket of an order', () => {
  it('has our ID, the member’s address, and the time of payment', () => {
    expect(plan()).toEqual({
      plan: {
        credential: 'main',
        merchantId: 'm1',
        email: 'ada@example.com',
        basket: {
          id: 'oak-shop.oak-shop-4711',
          orderTimestamp: '2026-03-01T10:00:00.000Z',
          locationUid: 'online',
          items: [{ id: '4711', name: 'Order #1001', price: '50.00' }],
          subtotal: '50.00',
          payments: [],
        },
      },
    });
  });

  it.each<[string, Partial<Order>, string]>([
    ['the goods without tax and shipping', { beforeTax: '42.02', subtotal: '50.00' }, '42.02'],
    ['never more than the customer owes', { beforeTax: '80.00' }, '59.90'],
    ['as much whether or not gift cards paid', { giftCardAmount: '30.00' }, '50.00'],
    [
      'not the gift cards that were bought: paying with them counts',
      { beforeTax: '50.00', items: [desk, card] },
      '40.00',
    ],
  ])('counts %s', (_, differs, subtotal) => {
    expect(basketOf(differs).subtotal).toBe(subtotal);
  });

  it('lists the lines if each has a price, and otherwise one item for all of them', () => {
    const lamp = { title: 'L'.repeat(150), quantity: 1, giftCard: false, sku: 'L-1', price: '10.00' };
    const unnamed = { title: 'Rug', quantity: 1, giftCard: false, price: '0.00' };
    expect(basketOf({ items: [desk, lamp, unnamed] }).items).toEqual([
      { id: '77', name: 'Oak desk', price: '40.00' },
      { id: 'L-1', name: 'L'.repeat(100), price: '10.00' },
      { id: 'line-3', name: 'Rug', price: '0.00' },
    ]);
    const { price: _, ...priceless } = desk;
    const one = [{ id: '4711', name: 'Order #1001', price: '50.00' }];
    expect(basketOf({ items: [desk, priceless] }).items).toEqual(one);
    expect(basketOf({ items: [desk], itemsOmitted: 3 }).items).toEqual(one);
    // The customer owes less than the lines cost.
    const owed = [{ id: '4711', name: 'Order #1001', price: '30.00' }];
    expect(basketOf({ items: [desk], beforeTax: '40.00', amount: '30.00' }).items).toEqual(owed);
    expect(basketOf({ items: [desk, card] }).items.map(({ name }) => name)).toEqual(['Oak desk']);
  });

  it('says how it was paid, gift cards included', () => {
    const authorizedAt = '2026-03-01T09:59:00.000Z';
    const payments = [
      { issuer: 'visa', last4: '4242', amount: '29.90', authorizedAt },
      { issuer: 'gift card', amount: '30.00', giftCard: true as const },
    ];
    expect(basketOf({ payments }).payments).toEqual([
      { issuer: 'visa', last4: '4242', amount: '29.90', authorizedAt },
      { issuer: 'gift card', amount: '30.00', authorizedAt: '2026-03-01T10:00:00.000Z' },
    ]);
  });

  it.each<[string, Partial<Order>]>([
    ['test-order', { test: true }],
    ['currency', { currency: 'USD' }],
    ['no-email', { customer: {} }],
    ['subtotal-unknown', { beforeTax: undefined, subtotal: '50.00' }],
    ['subtotal-unknown', { items: [{ title: 'Gift card', quantity: 1, giftCard: true }] }],
    ['zero-amount', { beforeTax: '0.00' }],
  ])('is left out: %s', (reason, differs) => {
    expect(plan(differs)).toEqual({ reason });
  });

  it('is left out if everything is simulated, or if the shop has no programme', () => {
    expect(plan({}, true)).toEqual({ reason: 'simulated' });
    expect(planBasket(orderWith(), settingsWith(), 'p', false)).toEqual({ reason: 'not-configured' });
  });
});

describe('a shop’s mode', () => {
  const loyalty = (differs: object) =>
    planLoyalty(orderWith({ beforeTax: '50.00' }), settingsWith({}, { thanx: { ...thanx, ...differs } }), 'p', false);

  it('decides between receipt and basket', () => {
    const baskets = loyalty({});
    expect(baskets.row).toEqual({ receipt: 'wanted', receiptReason: 'basket' });
    expect([hasBasket(baskets.row), baskets.frozen.receipt]).toEqual([true, undefined]);
    const receipts = loyalty({ mode: undefined, locationUid: undefined });
    expect(receipts.row).toEqual({ receipt: 'wanted' });
    expect([hasBasket(receipts.row), receipts.frozen.basket]).toEqual([false, undefined]);
  });

  it.each([{ mode: 'baskets' }, { locationUid: 'online' }, { mode: 'receipts', locationUid: 'online' }])(
    'needs a location exactly for baskets: %j',
    (differs) => {
      const { mode: _, locationUid: __, ...rest } = thanx;
      const parsed = ShopSettings.safeParse({ ...settings, thanx: { ...rest, ...differs } });
      expect(parsed.error?.issues[0]?.path).toEqual(['thanx', 'locationUid']);
    },
  );
});
