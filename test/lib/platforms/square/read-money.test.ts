import { describe, expect, it } from 'vitest';
import { eur, giftCard, paidBy, paidWith, payment, paymentId, readSale, refundOf } from './read-fixture.ts';

const inCurrency = (currency: string, amount: unknown) => ({
  order: {
    total_money: { amount, currency },
    net_amount_due_money: { amount: 0, currency },
    total_tip_money: undefined,
    tenders: [],
  },
  payments: [payment({ total_money: { amount, currency } })],
});

describe('an amount', () => {
  it.each([
    ['EUR', 2935, '29.35'],
    ['EUR', 5, '0.05'],
    ['JPY', 2935, '2935'],
    ['JPY', 0, '0'],
    ['ISK', 2935, '2935'],
    ['UGX', 2935, '2935'],
    ['KWD', 2935, '2.935'],
    ['KWD', 7, '0.007'],
    ['HUF', 2935, '29.35'],
    ['KWD', '123456789012345', '123456789012.345'],
  ])('in %s of %s is %s', (currency, amount, expected) => {
    expect(paidWith(inCurrency(currency, amount))).toMatchObject({ amount: expected, currency });
  });

  it.each([
    ['a fraction', eur(29.35)],
    ['a text', eur('29.35')],
    ['an exponent', eur('1e3')],
    ['below zero', eur(-1)],
    ['missing', { currency: 'EUR' }],
    ['null', eur(null)],
    ['without a currency', { amount: 100 }],
    ['in no currency', { amount: 100, currency: 'UNKNOWN_CURRENCY' }],
    ['in bitcoins, which have eight decimals', { amount: 100, currency: 'BTC' }],
    ['not money', 100],
  ])('that is %s can’t be read', (_what, total) => {
    expect(() => readSale({ order: { total_money: total } })).toThrow(/total_money/);
  });

  it('contains the tip and the shipping, and the goods are what is left', () => {
    const order = {
      total_money: eur(5500),
      total_tip_money: eur(500),
      total_service_charge_money: eur(1000),
      taxes: [
        { type: 'ADDITIVE', applied_money: eur(300) },
        { type: 'INCLUSIVE', applied_money: eur(100) },
      ],
    };
    expect(paidWith({ order })).toMatchObject({ amount: '55.00', subtotal: '37.00' });
  });

  it.each([
    ['a tip', { total_tip_money: 'odd' }],
    ['a service charge', { total_service_charge_money: undefined }],
    ['an added tax', { taxes: [{ type: 'ADDITIVE' }] }],
  ])('of the goods is unknown if %s can’t be read', (_what, order) => {
    expect(paidWith({ order }).subtotal).toBeUndefined();
  });
});

describe('who paid', () => {
  const byGiftCard = (amount: number, fields = {}) =>
    payment({ id: 'gift', total_money: eur(amount), card_details: { card: giftCard }, ...fields });
  const rest = (amount: number) => payment({ total_money: eur(amount) });

  it.each([
    ['card', [payment()]],
    ['card', [rest(2000), payment({ id: 'other', total_money: eur(2990) })]],
    ['cash', [paidBy('CASH', 4990)]],
    ['other', [paidBy('CASH', 2000), rest(2990)]],
    ['other', [byGiftCard(4990)]],
    ['other', [byGiftCard(1000), rest(3990)]],
    ...['WALLET', 'EXTERNAL', 'BANK_ACCOUNT', 'BUY_NOW_PAY_LATER', 'SQUARE_ACCOUNT', 'NEW'].map(
      (source) => ['other', [paidBy(source, 4990)]] as const,
    ),
  ] as const)('is %s', (type, payments) => {
    expect(paidWith({ payments }).paymentType).toBe(type);
  });

  it('by a gift card is known to the cent', () => {
    expect(paidWith({ payments: [byGiftCard(1000), rest(3990)] }).giftCardAmount).toBe('10.00');
    expect(paidWith({ payments: [byGiftCard(4990)] }).giftCardAmount).toBe('49.90');
    expect(paidWith().giftCardAmount).toBeUndefined();
  });

  it('by a gift card of another vendor is a gift card, too', () => {
    const other = paidBy('EXTERNAL', 1500, { external_details: { type: 'OTHER_GIFT_CARD', source: 'Elsewhere' } });
    expect(paidWith({ payments: [other, rest(3490)] })).toMatchObject({
      giftCardAmount: '15.00',
      paymentType: 'other',
    });
    const check = paidBy('EXTERNAL', 4990, { external_details: { type: 'CHECK', source: 'x' } });
    expect(paidWith({ payments: [check] }).giftCardAmount).toBeUndefined();
  });

  it('by a card without a brand isn’t known', () => {
    expect(paidWith({ payments: [payment({ card_details: undefined })] }).giftCardAmount).toBe('unknown');
  });

  it('by a gift card is less what went back to it', () => {
    const back = refundOf(400, { payment_id: 'gift' });
    const changed = paidWith({ payments: [byGiftCard(1000), rest(3990)], refunds: [back] });
    expect(changed).toMatchObject({ amount: '45.90', giftCardAmount: '6.00' });
    const toCard = paidWith({ payments: [byGiftCard(1000), rest(3990)], refunds: [refundOf(400)] });
    expect(toCard).toMatchObject({ amount: '45.90', giftCardAmount: '10.00' });
    const most = paidWith({ payments: [byGiftCard(1000), rest(3990)], refunds: [refundOf(4500)] });
    expect(most).toMatchObject({ amount: '4.90', giftCardAmount: '4.90' });
  });

  it('by a payment that was authorized and not captured doesn’t count', () => {
    expect(
      paidWith({ payments: [byGiftCard(4990, { status: 'CANCELED' }), payment()] }).giftCardAmount,
    ).toBeUndefined();
  });
});

describe('when it was paid', () => {
  it('is when the card was charged', () => {
    expect(paidWith().paidAt).toBe('2026-01-31T12:00:05.340Z');
    expect(paidWith().orderedAt).toBeUndefined();
  });

  it('is when cash was taken', () => {
    const cash = paidBy('CASH', 4990, { updated_at: '2026-03-01T00:00:00Z' });
    expect(paidWith({ payments: [cash] })).toMatchObject({ paidAt: '2026-01-31T12:00:04.101Z' });
  });

  it('is otherwise when the payment changed last, or any time before', () => {
    const bank = paidBy('BANK_ACCOUNT', 4990, { updated_at: '2026-02-03T09:00:00Z' });
    expect(paidWith({ payments: [bank] })).toMatchObject({
      paidAt: '2026-02-03T09:00:00.000Z',
      orderedAt: '2026-01-31T12:00:04.101Z',
    });
  });
});

describe('refunds', () => {
  it('are deducted, each once', () => {
    const refunds = [refundOf(1250), refundOf(490, { id: 'second' })];
    expect(paidWith({ refunds })).toMatchObject({
      amount: '32.50',
      subtotal: '22.60',
      refunds: [
        { amount: '12.50', currency: 'EUR' },
        { id: 'second', amount: '4.90', currency: 'EUR' },
      ],
    });
    expect(readSale({ refunds })).toMatchObject({ changedAt: '2026-02-02T09:30:06.440Z', refundsComplete: true });
  });

  it.each(['PENDING', 'REJECTED', 'FAILED', null])('that are %s aren’t', (status) => {
    expect(paidWith({ refunds: [refundOf(1250, { status })] })).toMatchObject({ amount: '49.90', refunds: [] });
  });

  it('that are listed twice count once', () => {
    expect(paidWith({ refunds: [refundOf(1250), refundOf(1250)] })).toMatchObject({
      amount: '37.40',
      refunds: [{ amount: '12.50' }],
    });
    expect(readSale({ refunds: [refundOf(2500), refundOf(2500)] }).type).toBe('paid');
  });

  it('of everything end the order', () => {
    const refunds = [refundOf(4000), refundOf(990, { id: 'second' })];
    expect(readSale({ refunds })).toMatchObject({
      type: 'refunded',
      full: true,
      refunds: [{ amount: '40.00' }, { id: 'second' }],
    });
    expect(readSale({ refunds: [refundOf(6000)] }).type).toBe('refunded');
  });

  it('that weren’t asked for aren’t known', () => {
    expect(readSale({ refunds: undefined })).not.toHaveProperty('refundsComplete');
    expect(readSale({ refunds: null })).toMatchObject({ type: 'paid' });
  });

  it('of more than an event can say are not complete', () => {
    const refunds = Array.from({ length: 51 }, (_, index) => refundOf(1, { id: `r-${index}` }));
    const reading = readSale({ refunds });
    expect(reading).not.toHaveProperty('refundsComplete');
    expect(reading).toMatchObject({ order: { amount: '49.39' } });
    expect(paidWith({ refunds }).refunds).toHaveLength(50);
  });

  it('in another currency can’t be read', () => {
    const other = refundOf(100, { amount_money: { amount: 100, currency: 'USD' } });
    expect(() => readSale({ refunds: [other], payments: [payment({ id: paymentId })] })).toThrow(/one currency/);
  });
});
