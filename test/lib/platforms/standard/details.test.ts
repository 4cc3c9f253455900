import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../../lib/order/event.ts';
import { readStandard } from '../../../../lib/platforms/standard/read.ts';
import { webhook } from '../../../support/webhook.ts';

const least = { id: '17', amount: '29.35', currency: 'EUR', paidAt: '2026-01-31T12:00:00Z' };

function order(changes: Record<string, unknown>) {
  const body = JSON.stringify({ type: 'order.paid', data: { ...least, ...changes } });
  return PaidEvent.parse(readStandard(webhook({}, body), { shop: 'acme', receivedAtMs: 0 })).order;
}

describe('a privacy request', () => {
  const subjectOf = (type: string, customer: unknown) => {
    const body = JSON.stringify({ type, data: { customer } });
    const event = readStandard(webhook({}, body), { shop: 'acme', receivedAtMs: 0 });
    return 'customer' in event ? event.customer : event;
  };

  it.each(['customer.erase', 'customer.export'])('%s names its customer as orders do', (type) => {
    for (const id of [81, '81']) {
      expect(subjectOf(type, { id })).toEqual({ id: order({ customer: { id } }).customer.id });
    }
    expect(subjectOf(type, { id: 0, email: 'noor@example.net' })).toEqual({ email: 'noor@example.net' });
    expect(subjectOf(type, { id: 81, email: '' })).toEqual({ id: '81' });
  });

  it.each([
    { id: 0 },
    { id: '' },
    { id: {}, email: 'noor@example.net' },
    { id: 'x'.repeat(129), email: 'noor@example.net' },
  ])('is never read as less than it says: %j', (customer) => {
    expect(() => subjectOf('customer.erase', customer)).toThrow(/^data\.customer/);
  });
});

describe('an odd detail costs the detail, and never the order', () => {
  it.each([
    [{ number: 1001 }, { number: '1001' }],
    [{ number: ['1001'] }, { number: undefined }],
    [{ channel: 7 }, { channel: '7' }],
    [{ channel: {} }, { channel: undefined }],
    [{ paymentType: 'visa' }, { paymentType: 'other' }],
    [{ paymentType: 1 }, { paymentType: 'other' }],
    [{ tags: [null, 'market', 7, {}, ''] }, { tags: ['market', '7', ''] }],
    [{ tags: { 1: 'market' } }, { tags: ['market'] }],
    [{ tags: 'market' }, { tags: [] }],
    [{ items: 'Honey' }, { items: [] }],
    [{ customer: 'Noor' }, { customer: {} }],
    [{ customer: [] }, { customer: {} }],
    [{ customer: { id: 81, firstName: true, locale: 7, email: ['a'] } }, { customer: { id: '81', locale: '7' } }],
    [{ customer: { id: 'x'.repeat(129), email: '', firstName: 'Noor' } }, { customer: { firstName: 'Noor' } }],
    [{ refunds: { 1: { id: 'r1', amount: '1.00' } } }, { refunds: [{ id: 'r1', amount: '1.00' }] }],
  ])('%j', (changes, expected) => {
    expect(order(changes)).toEqual({ ...order({}), ...expected });
  });

  it.each([
    [
      { title: 7, quantity: '2' },
      { title: '7', quantity: 2 },
    ],
    [
      { title: ['Honey'], quantity: 1.5 },
      { title: '', quantity: 2 },
    ],
    [
      { title: 'Honey', quantity: 'two', giftCard: 'yes' },
      { title: 'Honey', quantity: 1 },
    ],
    [
      { title: 'Honey', quantity: -2 },
      { title: 'Honey', quantity: 0 },
    ],
    [{}, { title: '', quantity: 1 }],
    [
      { title: 'Honey', sku: 42, productId: 9007199254740993n.toString(), tags: ['bees', 7, null, 'x'.repeat(200)] },
      { title: 'Honey', quantity: 1, sku: '42', productId: '9007199254740993', tags: ['bees', '7', 'x'.repeat(100)] },
    ],
    [
      { title: 'Honey', sku: 'x'.repeat(101), productId: ['1'], tags: 'bees' },
      { title: 'Honey', quantity: 1 },
    ],
  ])('the item %j', (item, expected) => {
    const list = [null, item, 'Honey'];
    expect(order({ items: list }).items).toEqual([{ ...expected, giftCard: false }]);
    expect(order({ items: { 0: item, 2: item } }).items).toHaveLength(2);
  });
});
