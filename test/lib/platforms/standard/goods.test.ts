import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readStandard } from '../../../../lib/platforms/standard/read.ts';
import { standardWithoutGiftCards } from '../../../../lib/platforms/standard/without-gift-cards.ts';
import { webhook } from '../../../support/webhook.ts';
import { goodsOf, pricesOf } from '../goods-of.ts';

const least = { id: '17', amount: '29.35', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z' };
const eventOf = (data: object) => JSON.stringify({ type: 'order.paid', data: { ...least, ...data } });
const read = (body: string | Buffer) =>
  PaidEvent.parse(readStandard(webhook({}, body), { shop: 'acme', receivedAtMs: 0 })).order;
const orderOf = (data: object) => read(eventOf(data));

it.each([
  ['they add up', { beforeTax: '20.00', items: [{ price: '12.50' }, { price: '7.50' }] }, ['20.00', '12.50', '7.50']],
  [
    'they don’t',
    { beforeTax: '20.00', items: [{ price: '12.50' }, { price: '7.00' }] },
    ['20.00', undefined, undefined],
  ],
  [
    'one isn’t there',
    { beforeTax: '20.00', items: [{ price: '20.00' }, { price: null }] },
    ['20.00', undefined, undefined],
  ],
  ['they are numbers', { beforeTax: 20, items: [{ price: 20 }] }, [undefined, undefined]],
  ['they are below zero', { beforeTax: '-20.00', items: [{ price: '-20.00' }] }, [undefined, undefined]],
  ['nothing says what they add up to', { items: [{ price: '20.00' }] }, [undefined, undefined]],
])('the goods before tax, and the items’ prices, if %s', (_what, data, prices) => {
  expect(pricesOf(orderOf(data))).toEqual(prices);
});

describe('payments', () => {
  const visa = { issuer: 'visa', last4: '4242', amount: '19.35' };

  it('are what the shop says', () => {
    const payments = [
      { ...visa, authorizedAt: '2026-01-31T13:00:00+01:00' },
      { issuer: 'giftcard', amount: '10.00', giftCard: true },
    ];
    expect(goodsOf(orderOf({ payments })).payments).toEqual([
      { ...visa, authorizedAt: '2026-01-31T12:00:00.000Z' },
      payments[1],
    ]);
  });

  it.each([
    [null, undefined],
    [[], undefined],
    ['visa', undefined],
    [
      [{ ...visa, amount: 19.35 }, { ...visa, issuer: 'VISA' }, { ...visa, issuer: '4242424242424242' }, null, 'x'],
      undefined,
    ],
    [
      [{ ...visa, last4: '4242424242424242', authorizedAt: 'x', giftCard: 'yes' }],
      [{ issuer: 'visa', amount: '19.35' }],
    ],
    [{ 0: visa }, [visa]],
    [Array.from({ length: 25 }, () => visa), Array.from({ length: 20 }, () => visa)],
  ])('%j are %j', (payments, kept) => {
    expect(goodsOf(orderOf({ payments })).payments).toEqual(kept);
  });

  it('are the same in what quarantine keeps, without more of a number', () => {
    const data = {
      beforeTax: '20.00',
      items: [{ price: '20.00' }],
      payments: [visa, { ...visa, last4: '4111111111111111' }],
    };
    const kept = standardWithoutGiftCards(Buffer.from(eventOf(data)));
    expect(kept.toString()).not.toContain('4111111111111111');
    expect(goodsOf(read(kept))).toEqual(goodsOf(orderOf(data)));
  });
});
