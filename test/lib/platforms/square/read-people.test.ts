import { describe, expect, it } from 'vitest';
import { eur, paidWith, payment, readBody } from './read-fixture.ts';

const noCustomer = { order: { customer_id: undefined }, customer: undefined };

describe('the customer', () => {
  it('of a guest is who the receipt goes to', () => {
    const payments = [payment({ customer_id: undefined, billing_address: { first_name: 'Li', last_name: '' } })];
    expect(paidWith({ ...noCustomer, payments }).customer).toEqual({ email: 'lotte@example.org', firstName: 'Li' });
  });

  it('may be nobody', () => {
    const payments = [payment({ customer_id: undefined, buyer_email_address: undefined })];
    expect(paidWith({ ...noCustomer, payments }).customer).toEqual({});
  });

  it.each([
    [{ given_name: 'Lotte' }, { firstName: 'Lotte' }],
    [{ family_name: 'Lindgren' }, { lastName: 'Lindgren' }],
    [{ given_name: '', company_name: 'Oaks & Co' }, { firstName: 'Oaks & Co' }],
    [
      { given_name: 'Lotte', family_name: 'Lindgren', company_name: 'Oaks' },
      { firstName: 'Lotte', lastName: 'Lindgren' },
    ],
  ])('with the profile %j is %j', (profile, name) => {
    expect(paidWith({ customer: { id: 'c', ...profile } }).customer).toEqual({
      id: 'QPTXM8PQNX3Q726ZYHPMNP46XC',
      email: 'lotte@example.org',
      ...name,
    });
  });

  it('has the address of the profile if no receipt was sent', () => {
    const payments = [payment({ buyer_email_address: undefined })];
    expect(paidWith({ payments }).customer.email).toBe('lotte.lindgren@example.org');
  });

  it('is known by the order first, then by the payment, then by the tender', () => {
    expect(paidWith({ order: { customer_id: 'ordered' } }).customer.id).toBe('ordered');
    expect(paidWith(noCustomer).customer.id).toBe('QPTXM8PQNX3Q726ZYHPMNP46XC');
    const tenders = [{ id: 't', type: 'CASH', amount_money: eur(4990), customer_id: 'tendered' }];
    expect(paidWith({ order: { customer_id: null, tenders }, payments: [], customer: null }).customer.id).toBe(
      'tendered',
    );
  });

  it.each(['odd', 7, [], { given_name: 7, email_address: [] }])('that can’t be read costs no order: %j', (customer) => {
    expect(paidWith({ customer }).customer).toMatchObject({ email: 'lotte@example.org' });
  });
});

describe('the number', () => {
  it('is the receipt’s, or the seller’s own', () => {
    expect(paidWith().number).toBe('hT4n');
    expect(paidWith({ payments: [payment({ receipt_number: undefined })] }).number).toBe('web-1042');
    expect(
      paidWith({ order: { reference_id: null }, payments: [payment({ receipt_number: null })] }).number,
    ).toBeUndefined();
  });
});

describe('the items', () => {
  const itemsOf = (...lines: unknown[]) => paidWith({ order: { line_items: lines } }).items;

  it.each([
    [
      { name: 'Tea', variation_name: 'Large', quantity: '1' },
      { title: 'Tea (Large)', quantity: 1 },
    ],
    [
      { name: 'Tea', variation_name: 'Regular', quantity: '1' },
      { title: 'Tea', quantity: 1 },
    ],
    [
      { variation_name: 'Large', quantity: '1' },
      { title: 'Large', quantity: 1 },
    ],
    [
      { item_type: 'CUSTOM_AMOUNT', quantity: '1' },
      { title: '', quantity: 1 },
    ],
    [
      { name: 'Broccoli', quantity: '2.25' },
      { title: 'Broccoli', quantity: 3 },
    ],
    [
      { name: 'Nothing', quantity: '0' },
      { title: 'Nothing', quantity: 0 },
    ],
    [
      { name: 'Card', item_type: 'GIFT_CARD', quantity: '1' },
      { title: 'Card', quantity: 1, giftCard: true },
    ],
  ])('%j is %j', (line, item) => {
    expect(itemsOf(line)).toEqual([{ giftCard: false, ...item }]);
  });

  it('that can’t be read are left out', () => {
    expect(itemsOf('odd', null, { name: 'Tea', quantity: '1' })).toHaveLength(1);
    expect(paidWith({ order: { line_items: 'odd' } }).items).toEqual([]);
  });

  it('beyond the first hundred are counted', () => {
    const lines = Array.from({ length: 130 }, (_, index) => ({ name: `Tree ${index}`, quantity: '1' }));
    const order = paidWith({ order: { line_items: lines } });
    expect([order.items.length, order.itemsOmitted]).toEqual([100, 30]);
  });
});

describe('what was fetched from the Sandbox', () => {
  it.each([
    ['by its host', { sandbox: true }],
    [
      'by the application of a payment',
      { payments: [payment({ application_details: { application_id: 'sandbox-sq0idb-x' } })] },
    ],
    ['by the name of the order’s source', { order: { source: { name: 'Sandbox for sq0idp-x' } } }],
  ])('is a test %s', (_what, changes) => {
    expect(paidWith(changes).test).toBe(true);
  });

  it('isn’t everything else', () => {
    expect(paidWith({ sandbox: 'no' }).test).toBe(false);
  });
});

it('a payment that has no order can be fetched with its customer and its refunds', () => {
  const fetched = {
    payment: payment({ order_id: undefined }),
    refunds: [
      { id: 'r', status: 'COMPLETED', payment_id: 'x', amount_money: eur(90), updated_at: '2026-02-02T10:00:00Z' },
    ],
    customer: { given_name: 'Lotte' },
  };
  expect(readBody(fetched)).toMatchObject({
    type: 'paid',
    changedAt: '2026-02-02T10:00:00.000Z',
    refundsComplete: true,
    order: { amount: '49.00', customer: { firstName: 'Lotte' }, refunds: [{ id: 'r' }], items: [] },
  });
  expect(readBody({ payment: payment({ status: 'FAILED' }) })).toEqual({ type: 'ignored', reason: 'not paid' });
});

it.each([
  [{}, false],
  [{ application_details: { application_id: 'sandbox-sq0idb-x' } }, true],
  [{ receipt_url: 'https://squareupsandbox.com/receipt/preview/x' }, true],
  [{ receipt_url: 'https://squareup.com/r?https://squareupsandbox.com/' }, false],
])('a payment that has no order, with %j: a test is %j', (fields, test) => {
  expect(readBody({ payment: payment({ order_id: undefined, ...fields }) })).toMatchObject({ order: { test } });
});

it('a payment of an order alone can’t be read: it may be a part of what the order costs', () => {
  expect(() => readBody({ payment: payment() })).toThrow(/payment\.order_id: expected the order/);
});
