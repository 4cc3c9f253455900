import { describe, expect, it } from 'vitest';
import { eventWith, paidWith, readBody, readWith, reasonOf } from './read-event.ts';

const session = 'checkout-session-completed';

describe('the money of a Checkout session', () => {
  it.each([
    ['jpy', 2935, '2935'],
    ['krw', 0, '0'],
    ['xpf', 1, '1'],
    ['isk', 500, '5.00'],
    ['ugx', 500, '5.00'],
    ['huf', 123_400, '1234.00'],
    ['twd', 80_000, '800.00'],
    ['kwd', 5120, '5.120'],
    ['bhd', 7, '0.007'],
    ['usd', 5, '0.05'],
    ['EUR', 99, '0.99'],
  ])('in %s has the right decimals: %d is %s', (currency, amount_total, amount) => {
    expect(paidWith(session, { currency, amount_total })).toMatchObject({ amount, currency: currency.toUpperCase() });
  });

  it.each([
    ['99999999999999', 'eur', '999999999999.99'],
    ['999999999999', 'jpy', '999999999999'],
    ['000000000000001', 'eur', '0.01'],
  ])('may be as large as an amount gets: %s %s', (units, currency, amount) => {
    const body = eventWith(session, { currency, amount_total: '@' }).replace('"@"', units.replace(/^0+/, ''));
    expect(readBody(body)).toMatchObject({ order: { amount } });
  });

  it.each([
    ['a negative one', -1],
    ['a fraction', 29.35],
    ['a decimal text', '29.35'],
    ['none', null],
    ['more than any order costs', 1e15],
    ['more than 2^53', 18_446_744_073_709_552_000],
  ])('is strict: %s is unreadable', (_what, amount_total) => {
    expect(reasonOf(() => paidWith(session, { amount_total }))).toMatch(/amount/);
  });

  it.each([[null], ['euro'], ['']])('is strict about the currency %j', (currency) => {
    expect(reasonOf(() => readWith(session, { currency }))).toContain('currency: expected');
  });

  it('keeps what was charged, and shows what the customer saw', () => {
    const presentment_details = { presentment_amount: 8200, presentment_currency: 'jpy' };
    expect(paidWith(session, { presentment_details })).toMatchObject({
      amount: '51.90',
      currency: 'EUR',
      presentment: { amount: '8200', currency: 'JPY' },
    });
    const same = { presentment_amount: 5190, presentment_currency: 'eur' };
    expect(paidWith(session, { presentment_details: same }).presentment).toBeUndefined();
  });

  it('has the goods after discounts, without shipping and taxes, as its subtotal', () => {
    expect(paidWith(session, { total_details: { amount_discount: 5000 } }).subtotal).toBe('0.00');
    expect(paidWith(session, { total_details: null }).subtotal).toBe('50.00');
    expect(paidWith(session, { amount_subtotal: null }).subtotal).toBeUndefined();
  });

  it('is certainly by card only if nothing else was offered', () => {
    expect(paidWith(session, { payment_method_types: ['card', 'link'] }).paymentType).toBe('other');
    expect(paidWith(session, { payment_method_types: ['sepa_debit'] }).paymentType).toBe('other');
    expect(paidWith(session, { payment_method_types: undefined }).paymentType).toBe('other');
  });
});

describe('what decides about money and identity', () => {
  it('says whether it is a test', () => {
    expect(paidWith(session, { livemode: false }, { livemode: false }).test).toBe(true);
    expect(paidWith(session, { livemode: false }, { livemode: undefined }).test).toBe(true);
    expect(paidWith(session, { livemode: false }, { livemode: null }).test).toBe(true);
    expect(reasonOf(() => readWith(session, { livemode: undefined }, { livemode: undefined }))).toBe(
      'livemode: expected true or false',
    );
  });

  it.each([
    ['the time', { created: undefined }, /^created: expected a time/],
    ['the object', { data: {} }, /^data.object: /],
    ['the type', { type: undefined }, /^type: expected a type/],
  ])('is strict about %s', (_what, event, reason) => {
    expect(reasonOf(() => readWith(session, {}, event))).toMatch(reason);
  });

  it('is strict about ids', () => {
    expect(reasonOf(() => readWith(session, { payment_intent: 17 }))).toMatch(/^payment_intent: /);
    expect(reasonOf(() => readWith(session, { id: '' }))).toMatch(/^id: expected an id/);
  });
});
