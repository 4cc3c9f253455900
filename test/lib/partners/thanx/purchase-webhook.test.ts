import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPurchase } from '../../../../lib/partners/thanx/purchase-webhook.ts';

const purchase = {
  id: 'p1',
  event: 'create',
  user: { id: 'u1', email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
  merchant: { id: 'm1', name: 'Oak' },
  location: { id: 'l1', street: '1 Oak Lane' },
  purchased_at: '2026-03-01T12:00:00.000Z',
  amount: '9.90',
  order: {},
  products: ['Tea'],
};
const read = (reported: unknown) => readPurchase(Buffer.from(JSON.stringify(reported)));
const known = {
  type: 'purchase',
  purchaseId: 'p1',
  merchantId: 'm1',
  userId: 'u1',
  amount: '9.9',
  purchasedAt: '2026-03-01T12:00:00.000Z',
};

describe('a purchase', () => {
  it('is read wrapped and unwrapped, without anything personal', () => {
    expect(read({ purchase })).toEqual({ purchase: known });
    expect(read(purchase)).toEqual({ purchase: known });
  });

  it.each([
    ['9.90', '9.9'],
    [9.99, '9.99'],
    [0.1, '0.1'],
    [12, '12'],
    [' 7.76 ', '7.76'],
    ['007.50', '7.5'],
  ])('of %s is read as %s', (amount, as) => {
    expect(read({ purchase: { ...purchase, amount } })).toEqual({ purchase: { ...known, amount: as } });
  });

  it('has all digits of its amount and of its ids, which a number would round', () => {
    const text = JSON.stringify({ ...purchase, amount: 0, id: 0 })
      .replace('"amount":0', '"amount":123456789012.3456')
      .replace('"id":0', '"id":12345678901234567891');
    expect(readPurchase(Buffer.from(text))).toEqual({
      purchase: { ...known, amount: '123456789012.3456', purchaseId: '12345678901234567891' },
    });
  });

  it.each(['2026-03-01T12:00:00Z', '2026-03-01T13:00:00+01:00', '2026-03-01T07:00:00.000-0500'])(
    'at %s was at the same time',
    (purchased_at) => {
      expect(read({ purchase: { ...purchase, purchased_at } })).toEqual({ purchase: known });
    },
  );

  it.each([undefined, 'create', 'update'])('whose event is %s is read', (event) => {
    expect(read({ purchase: { ...purchase, event } })).toEqual({ purchase: known });
  });

  it.each([
    ['no user', { user: undefined }],
    ['a user without an id', { user: { email: 'ada@example.com' } }],
    ['no merchant', { merchant: null }],
    ['no amount', { amount: undefined }],
    ['an amount that would fill the memory', { amount: '1e999999999' }],
    ['an amount with endless decimals', { amount: '1e-999999999' }],
    ['a refund as its amount', { amount: '-9.90' }],
    ['an amount that is no number', { amount: 'about ten' }],
    ['more decimals than money has', { amount: '9.99999' }],
    ['no time', { purchased_at: undefined }],
    ['a time without an offset', { purchased_at: '2026-03-01T12:00:00' }],
    ['a time that is none', { purchased_at: 'yesterday Z' }],
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
  ])('with %s is of no use', (_, differs) => {
    expect(read({ purchase: { ...purchase, ...differs } })).toEqual({ unused: 'incomplete' });
  });

  it('of a basket’s order is of no use, and one of a till’s order is read', () => {
    const of = (id: unknown) => read({ purchase: { ...purchase, order: { id, provider: 'OLO' } } });
    expect(of('oak-shop.oak-shop-1001')).toEqual({ unused: 'basket' });
    for (const id of ['RTF234S', 4711, 'oak-shop', '1.2.3', 'Oak.1', '', null])
      expect(of(id)).toEqual({ purchase: known });
  });

  it.each(['deleted', '', 'CREATE'])('whose event is "%s" is of no use', (event) => {
    expect(read({ purchase: { ...purchase, event } })).toEqual({ unused: 'unknown-event' });
  });

  it.each([
    {},
    [],
    null,
    'purchase',
    7,
    { user: { id: 'u1' } },
    { reward: { id: 'r1' } },
    { purchase: 'p1' },
    { purchase: null },
  ])('%j is none', (body) => {
    expect(read(body)).toEqual({ unused: 'not-a-purchase' });
  });

  it('is none if the body is not JSON, or nested very deep', () => {
    for (const text of ['', '{"purchase":', '\u0000', 'purchase=1', '['.repeat(60_000)])
      expect(readPurchase(Buffer.from(text))).toEqual({ unused: 'not-a-purchase' });
    expect(() => readPurchase(Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)))).not.toThrow();
  });

  it('is read, or of no use, whatever the body has: nothing throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const result = readPurchase(Buffer.from(text));
        expect('unused' in result || 'purchase' in result).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.record(
          { id: fc.anything(), user: fc.anything(), merchant: fc.anything(), amount: fc.anything() },
          { requiredKeys: [] },
        ),
        (differs) => {
          const text = JSON.stringify({ purchase: { ...purchase, ...differs } }, (_, value: unknown) =>
            typeof value === 'bigint' ? Number(value) : value,
          );
          expect(() => readPurchase(Buffer.from(text))).not.toThrow();
        },
      ),
    );
  });
});
