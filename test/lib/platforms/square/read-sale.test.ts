import { describe, expect, it } from 'vitest';
import {
  eur,
  giftCard,
  orderId,
  paidBy,
  paidWith,
  payment,
  paymentId,
  readBody,
  readSale,
  receivedAt,
  sale,
} from './read-fixture.ts';

describe('a paid order', () => {
  it('is read whole', () => {
    expect(readSale()).toEqual({
      type: 'paid',
      shop: 'acme',
      at: '2026-01-31T12:00:08.730Z',
      changedAt: '2026-01-31T12:00:08.730Z',
      refundsComplete: true,
      order: {
        orderId,
        number: 'hT4n',
        amount: '49.90',
        subtotal: '40.00',
        beforeTax: '35.20',
        payments: [{ issuer: 'visa', last4: '5858', amount: '49.90', authorizedAt: '2026-01-31T12:00:04.220Z' }],
        currency: 'EUR',
        paidAt: '2026-01-31T12:00:05.340Z',
        paymentType: 'card',
        customer: {
          id: 'QPTXM8PQNX3Q726ZYHPMNP46XC',
          email: 'lotte@example.org',
          firstName: 'Lotte',
          lastName: 'Lindgren',
        },
        items: [
          { title: 'Oak, potted', quantity: 2, giftCard: false, productId: 'W62UWFY35CWMYGVWK6TWJDNI', price: '25.20' },
          { title: 'Gift card', quantity: 1, giftCard: true, price: '10.00' },
        ],
        itemsOmitted: 0,
        tags: [],
        channel: 'LH2YV4KQ0WJ8T',
        test: false,
        refunds: [],
      },
    });
  });

  it('needs no more than an ID and amounts', () => {
    const order = { id: 'o-1', total_money: eur(100), net_amount_due_money: eur(0) };
    const paid = { id: 'p-1', status: 'COMPLETED', amount_money: eur(100) };
    expect(readBody({ order, payments: [paid] })).toMatchObject({
      type: 'paid',
      at: receivedAt,
      order: { orderId: 'o-1', amount: '1.00', paidAt: receivedAt, customer: {}, items: [], refunds: [] },
    });
    expect(readBody({ order, payments: [paid] })).not.toHaveProperty('changedAt');
  });

  it.each([
    ['open, because it is handed over later', { state: 'OPEN' }],
    ['completed', { state: 'COMPLETED' }],
    ['of a payment link, which was a draft', { state: 'DRAFT' }],
    ['without a state', { state: undefined }],
  ])('may be %s', (_what, order) => {
    expect(readSale({ order }).type).toBe('paid');
  });

  it.each([
    ['something is due', { net_amount_due_money: eur(1) }],
    ['all is due, because it is only authorized', { net_amount_due_money: eur(4990) }],
    ['the currency of what is due is unknown', { net_amount_due_money: { amount: 1, currency: 'UNKNOWN_CURRENCY' } }],
    ['something is due of a completed one', { state: 'COMPLETED', net_amount_due_money: eur(1) }],
  ])('isn’t paid while %s', (_what, order) => {
    expect(readSale({ order })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it.each(['APPROVED', 'PENDING', 'CANCELED', 'FAILED'])('isn’t paid by a payment that is %s', (status) => {
    expect(readSale({ payments: [payment({ status })] })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('isn’t paid by nobody', () => {
    expect(readSale({ payments: [], order: { tenders: [] } })).toEqual({ type: 'ignored', reason: 'not paid' });
  });

  it('that is canceled is canceled', () => {
    expect(readSale({ order: { state: 'CANCELED', total_money: 'odd' } })).toEqual({
      type: 'cancelled',
      shop: 'acme',
      at: '2026-01-31T12:00:08.730Z',
      changedAt: '2026-01-31T12:00:08.730Z',
      orderId,
    });
  });
});

describe('an order of an old API version, which doesn’t say what is due', () => {
  const old = { net_amount_due_money: undefined };

  it('is paid once its payments cover it, or it is completed', () => {
    expect(readSale({ order: old }).type).toBe('paid');
    const part = [payment({ total_money: eur(4989) })];
    expect(readSale({ order: old, payments: part }).type).toBe('ignored');
    expect(readSale({ order: { ...old, state: 'COMPLETED' }, payments: part }).type).toBe('paid');
  });

  it('without a total can’t be read', () => {
    expect(() => readSale({ order: { ...old, state: 'COMPLETED', total_money: undefined } })).toThrow(/total_money/);
  });
});

describe('several payments', () => {
  const cash = paidBy('CASH', 2000, { created_at: '2026-01-31T13:00:00Z', updated_at: '2026-01-31T14:00:00Z' });
  const card = payment({ total_money: eur(2990), amount_money: eur(2990), tip_money: undefined });

  it('pay an order together, when the last of them is there', () => {
    expect(paidWith({ payments: [cash, card] })).toMatchObject({
      amount: '49.90',
      paymentType: 'other',
      paidAt: '2026-01-31T13:00:00.000Z',
    });
  });

  it('of which one failed are those that didn’t', () => {
    const failed = payment({ id: 'failed', status: 'FAILED', buyer_email_address: 'other@example.org' });
    expect(paidWith({ payments: [failed, payment()] })).toMatchObject({
      paymentType: 'card',
      customer: { email: 'lotte@example.org' },
    });
  });

  it('in several currencies can’t be read', () => {
    const other = {
      payments: [
        card,
        { ...cash, card_details: { card: giftCard }, source_type: 'CARD', total_money: { amount: 1, currency: 'USD' } },
      ],
    };
    expect(() => readSale(other)).toThrow('expected all amounts of the order in one currency');
  });
});

describe('an order that costs nothing', () => {
  const free = {
    total_money: eur(0),
    net_amount_due_money: eur(0),
    tenders: [],
    total_tip_money: eur(0),
    total_service_charge_money: eur(0),
  };

  it('counts once it is completed', () => {
    const order = { ...free, state: 'COMPLETED', closed_at: '2026-01-31T12:05:00Z' };
    expect(paidWith({ order, payments: [] })).toMatchObject({
      amount: '0.00',
      paidAt: '2026-01-31T12:05:00.000Z',
      paymentType: 'other',
    });
  });

  it('doesn’t while it is open: nothing may be on it yet', () => {
    expect(readSale({ order: free, payments: [] })).toEqual({ type: 'ignored', reason: 'not paid' });
    expect(readSale({ order: { ...free, state: 'DRAFT' }, payments: [] }).type).toBe('ignored');
  });
});

describe('what customers bring back', () => {
  const returns = [{ source_order_id: 'sold', return_line_items: [{ quantity: '1' }] }];

  it('is an order of its own, and no sale', () => {
    const order = { returns, line_items: undefined, state: 'COMPLETED', total_money: eur(0) };
    expect(readSale({ order, payments: [] })).toEqual({ type: 'ignored', reason: 'a return' });
  });

  it('pays for a part of an exchange', () => {
    const order = { returns, net_amounts: { total_money: eur(1500) } };
    expect(paidWith({ order })).toMatchObject({ amount: '15.00' });
    expect(paidWith({ order })).not.toHaveProperty('subtotal', expect.anything());
    expect(paidWith({ order: { returns, net_amounts: { total_money: eur(-700) } } })).toMatchObject({ amount: '0.00' });
    expect(() => readSale({ order: { returns, net_amounts: undefined } })).toThrow('net_amounts.total_money');
  });
});

it('an order whose payments weren’t fetched says by its tenders who paid', () => {
  expect(readBody({ order: sale.order })).toMatchObject({
    type: 'paid',
    order: { amount: '49.90', paymentType: 'card', paidAt: '2026-01-31T12:00:04.000Z', refunds: [] },
  });
  expect(readBody({ order: sale.order })).not.toHaveProperty('refundsComplete');
  const tenders = [
    { id: 'old', type: 'SQUARE_GIFT_CARD', amount_money: eur(1000) },
    { id: paymentId, type: 'NO_SALE' },
  ];
  expect(paidWith({ order: { tenders }, payments: [] })).toMatchObject({ giftCardAmount: '10.00' });
  const authorized = [{ id: 'a', type: 'CARD', amount_money: eur(4990), card_details: { status: 'AUTHORIZED' } }];
  expect(readSale({ order: { tenders: authorized }, payments: [] }).type).toBe('ignored');
});
