import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { read, readBody } from './read-fixture.ts';

const orderTopics = ['orders/paid', 'orders/create'];
const processed = '2026-01-31T11:58:40.000Z';
const updated = '2026-01-31T12:00:04.000Z';

describe('when an order was paid', () => {
  const paidAt = (differs: Record<string, unknown>, triggeredAt?: string, topic = 'orders/paid') =>
    PaidEvent.parse(
      readBody(topic, differs, { headers: triggeredAt === undefined ? {} : { 'x-shopify-triggered-at': triggeredAt } }),
    ).order.paidAt;

  it.each(orderTopics)('is the trigger of %s, which Shopify keeps over its retries', (topic) => {
    expect(paidAt({}, '2026-01-31T12:00:03.978733396Z', topic)).toBe('2026-01-31T12:00:03.978Z');
  });

  it.each([
    ['a forged trigger', '2036-01-31T12:00:00Z'],
    ['no trigger', undefined],
    ['a trigger that is no time', 'soon'],
  ])('is the last change of the signed body with %s', (_what, triggeredAt) => {
    expect(paidAt({}, triggeredAt)).toBe(updated);
  });

  it('is not before the order itself, whatever the trigger says', () => {
    expect(paidAt({}, '2016-01-31T12:00:00Z')).toBe(processed);
    expect(paidAt({ processed_at: null }, '2016-01-31T12:00:00Z')).toBe('2026-01-31T11:58:41.000Z');
    expect(paidAt({ processed_at: '2026-02-01T00:00:00Z' })).toBe('2026-02-01T00:00:00.000Z');
  });

  it('is not what the unsigned trigger says alone', () => {
    expect(paidAt({ updated_at: undefined }, '2026-01-31T12:00:00Z')).toBe(processed);
    expect(paidAt({ updated_at: null, processed_at: null }, '2036-01-31T12:00:00Z')).toBe('2026-01-31T11:58:41.000Z');
    expect(() => paidAt({ updated_at: null, processed_at: null, created_at: null }, '2026-01-31T12:00:00Z')).toThrow(
      /expected at least one time/,
    );
  });
});

describe('when an order was placed', () => {
  const orderedAt = (differs: Record<string, unknown>) =>
    PaidEvent.parse(readBody('orders/paid', differs)).order.orderedAt;

  it('is read if it was paid, or paid once more, long after that', () => {
    expect(orderedAt({ updated_at: '2026-02-03T12:00:00Z' })).toBe(processed);
    expect(orderedAt({ updated_at: '2026-02-03T12:00:00Z', processed_at: null })).toBe('2026-01-31T11:58:41.000Z');
  });

  it('is left out of an order that was paid at once', () => {
    expect(orderedAt({})).toBeUndefined();
    expect(orderedAt({ updated_at: null })).toBeUndefined();
  });
});

describe.each(orderTopics)('%s of an order', (topic) => {
  it.each(['paid', 'partially_refunded'])('that is %s is a paid order', (financial_status) => {
    expect(readBody(topic, { financial_status })).toMatchObject({ type: 'paid', at: updated, order: { test: false } });
  });

  it.each(['pending', 'authorized', 'partially_paid', 'voided', 'expired', 'PAID', ''])(
    'that is %j is ignored, whatever its currency and amounts',
    (financial_status) => {
      const differs = { financial_status, currency: 'Gold', total_price: null, current_total_price: 'much' };
      expect(readBody(topic, differs)).toEqual({ type: 'ignored', reason: 'not paid' });
    },
  );

  it.each([undefined, null, 7])(
    'with the status %j is no order: drafts and checkouts have none',
    (financial_status) => {
      expect(() => readBody(topic, { financial_status })).toThrow(/^header and body disagree: financial_status: /);
    },
  );

  it('that was cancelled by now is cancelled, paid or not', () => {
    for (const financial_status of ['paid', 'voided'])
      expect(readBody(topic, { financial_status, cancelled_at: '2026-02-01T01:00:00+01:00' })).toEqual({
        type: 'cancelled',
        shop: 'acme',
        at: '2026-02-01T00:00:00.000Z',
        orderId: '6029384756102938475',
      });
  });

  it('that was refunded by now is refunded in full', () => {
    expect(readBody(topic, { financial_status: 'refunded', currency: 'Gold' })).toEqual({
      type: 'refunded',
      shop: 'acme',
      at: updated,
      orderId: '6029384756102938475',
      refunds: [],
      full: true,
    });
  });

  it('says nothing of how new it is: Shopify reinstates no order', () => {
    expect(readBody(topic, {})).not.toHaveProperty('changedAt');
  });
});

it.each(['orders/updated', 'products/create', 'app/uninstalled', 'ORDERS/PAID', 'orders/paid,shop/redact'])(
  'the topic %s is ignored',
  (topic) => {
    expect(read(topic, 'orders-paid')).toEqual({ type: 'ignored', reason: 'topic' });
    expect(readBody(topic, '<xml/>')).toEqual({ type: 'ignored', reason: 'topic' });
  },
);

describe('an order paid in another currency', () => {
  const set = (amount: unknown, currency_code: unknown) => ({
    shop_money: { amount: '58.90', currency_code: 'EUR' },
    presentment_money: { amount, currency_code },
  });
  const presentment = (differs: Record<string, unknown>) =>
    PaidEvent.parse(readBody('orders/paid', { presentment_currency: 'JPY', ...differs })).order;

  it('says what the customer paid, and stays in the currency of the shop', () => {
    expect(
      presentment({ current_total_price_set: set('8700', 'JPY'), total_price_set: set('9900', 'JPY') }),
    ).toMatchObject({
      amount: '58.90',
      currency: 'EUR',
      presentment: { amount: '8700', currency: 'JPY' },
    });
  });

  it('says it of the total that is its amount', () => {
    const total = { total_price_set: set('9900', 'JPY'), total_price: '68.90' };
    expect(presentment(total)).not.toHaveProperty('presentment');
    expect(presentment(total)).toMatchObject({ presentmentCurrency: 'JPY' });
    expect(presentment({ ...total, current_total_price: null }).presentment).toEqual({
      amount: '9900',
      currency: 'JPY',
    });
  });

  it('says it of the total price where the current one is the same', () => {
    for (const total_price of ['58.90', '58.9'])
      expect(presentment({ total_price, total_price_set: set('8700', 'JPY') }).presentment).toEqual({
        amount: '8700',
        currency: 'JPY',
      });
  });

  it.each([null, undefined, 7])('needs no presentment_currency, which may be %s', (presentment_currency) => {
    const sets = { current_total_price_set: set('8700', 'JPY'), presentment_currency };
    expect(presentment(sets).presentment).toEqual({ amount: '8700', currency: 'JPY' });
  });

  it('says at least the currency where no set is given', () => {
    expect(presentment({}).presentmentCurrency).toBe('JPY');
    expect(presentment({ presentment_currency: 'EUR' })).not.toHaveProperty('presentmentCurrency');
  });

  it.each([
    ['it is the same currency', { current_total_price_set: set('58.90', 'EUR') }],
    ['the amount is odd', { current_total_price_set: set('-8700', 'JPY') }],
    ['the currency is odd', { current_total_price_set: set('8700', 'yens') }],
    ['the set is null', { current_total_price_set: null }],
  ])('says nothing where %s', (_what, differs) => {
    expect(presentment(differs).presentment).toBeUndefined();
  });
});
