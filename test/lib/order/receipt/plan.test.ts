import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../../lib/order/order.ts';
import { planGiftCards } from '../../../../lib/order/gift-cards/plan.ts';
import { planReceipt } from '../../../../lib/order/receipt/plan.ts';
import { orderWith, settingsWith } from '../support.ts';

const thanx = { credential: 'main', merchantId: 'm-1', currency: 'EUR' };
const plan = (order: Partial<Order> = {}, differs: Record<string, unknown> = {}, simulate = false) =>
  planReceipt(orderWith(order), settingsWith({}, { thanx: { ...thanx, ...differs } }), 'oak-shop-4711', simulate);
const reason = (decision: ReturnType<typeof plan>) => ('reason' in decision ? decision.reason : undefined);
const amount = (decision: ReturnType<typeof plan>) => ('plan' in decision ? decision.plan.amount : undefined);

describe('what a receipt says', () => {
  it('counts an order wholly if the shop takes no gift cards and its platform says nothing about them', () => {
    expect(amount(plan({ giftCardAmount: 'unknown' }, { takesGiftCards: false }))).toBe('59.90');
    expect(amount(plan({ giftCardAmount: '20' }, { takesGiftCards: false }))).toBe('39.90');
    expect(reason(plan({ giftCardAmount: 'unknown' }, { takesGiftCards: true }))).toBe('gift-card-amount-unknown');
  });

  it('is frozen whole', () => {
    expect(plan()).toEqual({
      plan: {
        credential: 'main',
        merchantId: 'm-1',
        email: 'ada@example.com',
        amount: '59.90',
        paymentType: 'other',
        purchasedAt: '2026-03-01T10:00:00.000Z',
        marker: 'oak-shop/oak-shop-4711',
      },
    });
  });

  it('freezes when the settings expect Thanx’s decision', () => {
    const decidedInHours = { from: 2, to: 12 };
    expect(plan({}, { decidedInHours })).toMatchObject({ plan: { decidedInHours } });
    expect(plan()).not.toHaveProperty('plan.decidedInHours');
  });

  it('has the payment type of the settings, whatever the order says', () => {
    expect(plan({ paymentType: 'card' })).toMatchObject({ plan: { paymentType: 'other' } });
    expect(plan({ paymentType: 'cash' }, { paymentType: 'card' })).toMatchObject({ plan: { paymentType: 'card' } });
  });

  it.each([
    ['total', { amount: '59.90', subtotal: '54.00' }, '59.90'],
    ['subtotal', { amount: '59.90', subtotal: '54.00' }, '54.00'],
    ['subtotal', { amount: '59.90' }, '59.90'],
    // A plugin took a voucher off the total and left the goods' prices alone.
    ['subtotal', { amount: '39.90', subtotal: '54.00' }, '39.90'],
    ['total', { amount: '59.90', giftCardAmount: '20' }, '39.90'],
    ['subtotal', { amount: '59.90', subtotal: '54.00', giftCardAmount: '20.00' }, '34.00'],
    ['total', { amount: '59.90', giftCardAmount: '0.00' }, '59.90'],
  ])('is over the %s of %j: %s', (amountBasis, order, expected) => {
    expect(amount(plan(order, { amountBasis }))).toBe(expected);
  });

  it('is never over more than was paid, or over nothing', () => {
    const cents = integer({ min: 0, max: 100_000 });
    const decimal = (value: number) => (value / 100).toFixed(2);
    assert(
      property(cents, cents, cents, (total, goods, giftCards) => {
        const order = { amount: decimal(total), subtotal: decimal(goods), giftCardAmount: decimal(giftCards) };
        for (const amountBasis of ['total', 'subtotal']) {
          const over = amount(plan(order, { amountBasis }));
          const basis = amountBasis === 'total' ? total : Math.min(total, goods);
          expect(over).toBe(basis > giftCards ? decimal(basis - giftCards) : undefined);
        }
      }),
    );
  });
});

describe('whose receipt it is', () => {
  it('says an address without the blanks around it', () => {
    expect(plan({ customer: { email: ' kim@example.org ' } })).toMatchObject({ plan: { email: 'kim@example.org' } });
  });

  it('says no address with a fixed token, and needs none', () => {
    expect(plan({ customer: { email: 'kim' } }, { members: 'token' })).toMatchObject({ plan: { tokenOf: 'oak-shop' } });
  });
});

describe('gift cards of an order', () => {
  const cards = (email: string) =>
    planGiftCards(
      orderWith({ customer: { email } }),
      settingsWith({}, { thanx: { ...thanx, giftCards: { providerId: 'p1' } } }),
      false,
    );

  it('are not added for an address that nobody can have', () => {
    expect(cards('kim@example')).toEqual({ reason: 'no-email' });
    expect(cards('kim@example.org')).toMatchObject({ plan: { email: 'kim@example.org' } });
  });
});

describe('no receipt', () => {
  it.each([
    ['currency', { currency: 'USD' }, {}],
    ['no-email', { customer: {} }, {}],
    ['no-email', { customer: { email: 'kim@example' } }, {}],
    ['no-email', { customer: { email: 'kim example.org' } }, {}],
    ['test-order', { test: true }, {}],
    ['zero-amount', { amount: '0.00' }, {}],
    ['zero-amount', { subtotal: '0' }, { amountBasis: 'subtotal' }],
    ['paid-by-gift-card', { giftCardAmount: '59.90' }, {}],
    ['paid-by-gift-card', { subtotal: '54.00', giftCardAmount: '55' }, { amountBasis: 'subtotal' }],
    ['gift-card-amount-unknown', { giftCardAmount: 'unknown' }, {}],
  ])('%s: %j', (why, order, differs) => {
    expect(reason(plan(order, differs))).toBe(why);
  });

  it('where nothing is spent, or there is no programme', () => {
    expect(reason(plan({}, {}, true))).toBe('simulated');
    expect(planReceipt(orderWith(), settingsWith(), 'p', false)).toEqual({ reason: 'not-configured' });
  });
});
