import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startReceiver, type Receiver } from '../receiver.ts';
import { collection, movement, shopWith, type Shape } from './order.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  vi.stubEnv('THANKFLOW_URL', receiver.url);
  vi.stubEnv('THANKFLOW_SECRET', receiver.secret);
});
afterEach(() => receiver.stop());

async function readingsOf(event: string, shape: Shape = {}, linked = true) {
  const { emit } = await shopWith(shape, linked);
  await emit(event, event.startsWith('payment.') ? 'pay_01' : 'order_01');
  return receiver.readings();
}

describe('the Medusa recipe', () => {
  it('sends an order when its payment is captured', async () => {
    expect(await readingsOf('payment.captured')).toEqual([
      {
        type: 'paid',
        shop: 'my-shop',
        at: '2026-11-29T12:00:00.000Z',
        changedAt: '2026-11-29T12:00:00.000Z',
        order: {
          orderId: 'order_01',
          number: '#17',
          amount: '29.35',
          subtotal: '24.45',
          currency: 'EUR',
          paidAt: '2026-11-29T12:00:00.000Z',
          paymentType: 'other',
          customer: { id: 'cus_01', email: 'noor@example.net', firstName: 'Noor', lastName: 'Haddad', locale: 'de-AT' },
          items: [
            { title: 'Honey', quantity: 2, giftCard: false, sku: 'H-500', productId: 'p_1' },
            { title: 'Voucher', quantity: 1, giftCard: true },
          ],
          itemsOmitted: 0,
          tags: [],
          channel: 'Web',
          test: false,
          refunds: [],
        },
      },
    ]);
  });

  it('sends an order that was captured while it was placed: Medusa has no event for that payment', async () => {
    expect(await readingsOf('order.placed')).toMatchObject([{ type: 'paid', order: { amount: '29.35' } }]);
  });

  it.each(['order.placed', 'payment.captured'])('sends nothing on %s while a part is missing', async (event) => {
    const parts = [movement('capt_01', 10, 0), movement('capt_02', 19.34, 1)];
    expect(await readingsOf(event, { payment_collections: collection(parts) })).toEqual([]);
    expect(receiver.deliveries).toEqual([]);
  });

  it('adds up captures, payments and collections, and takes the time of the last', async () => {
    const [first] = collection([movement('capt_01', 10.1, 0), movement('capt_02', 9.05, 2)]);
    const [second] = collection([movement('capt_03', 10.2, 1)]);
    const [reading] = await readingsOf('payment.captured', { payment_collections: [first, second, null] });
    expect(reading).toMatchObject({ order: { amount: '29.35', paidAt: '2026-11-29T12:02:00.000Z' } });
  });

  it('compares rounded amounts, because totals are not rounded in Medusa', async () => {
    expect(await readingsOf('payment.captured', { total: 29.3549 })).toMatchObject([{ order: { amount: '29.35' } }]);
  });

  it('sends a free order when it is placed', async () => {
    const free = { total: 0, shipping_total: 0, payment_collections: [] };
    expect(await readingsOf('order.placed', free)).toMatchObject([
      { type: 'paid', order: { amount: '0.00', paidAt: '2026-11-29T11:59:00.000Z' } },
    ]);
  });

  it.each([
    ['jpy', 1200, '1200'],
    ['kwd', 12.5, '12.500'],
  ])('writes %s with its decimals', async (currency_code, total, amount) => {
    const shape = {
      currency_code,
      total,
      shipping_total: 0,
      payment_collections: collection([movement('c', total, 0)]),
    };
    expect(await readingsOf('payment.captured', shape)).toMatchObject([
      { order: { amount, subtotal: amount, currency: currency_code.toUpperCase() } },
    ]);
  });

  it('sends guests without a name, a language or an address', async () => {
    const guest = { customer_id: null, locale: undefined, billing_address: null, shipping_address: null, items: null };
    expect(await readingsOf('payment.captured', guest)).toMatchObject([
      { order: { customer: { email: 'noor@example.net' }, items: [] } },
    ]);
  });

  it('sends nothing for a payment that has no order yet', async () => {
    expect(await readingsOf('payment.captured', {}, false)).toEqual([]);
    expect(receiver.deliveries).toEqual([]);
  });
});
