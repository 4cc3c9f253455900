import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPhp, skipped } from '../php.ts';
import { startReceiver, type Receiver } from '../receiver.ts';
import { creditmemo, paid, saved, take } from './shop.ts';

let receiver: Receiver;
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(() => receiver.stop());

const cron = { do: 'cron' };

describe.skipIf(!hasPhp)(`the Magento module${skipped}`, () => {
  it('sends an order when it is paid, in the currency that it was paid in', async () => {
    const started = Math.floor(Date.now() / 1000) * 1000;
    await take(receiver, [saved(), cron, saved(paid), cron]);
    const [reading] = receiver.readings();
    expect(reading).toEqual({
      type: 'paid',
      shop: 'my-shop',
      at: expect.any(String),
      changedAt: expect.any(String),
      order: {
        orderId: '17',
        number: '000000017-1',
        amount: '29.35',
        subtotal: '24.45',
        currency: 'EUR',
        paidAt: '2026-07-01T12:30:00.000Z',
        paymentType: 'other',
        customer: { id: '81', email: 'noor@example.net', firstName: 'Noor', lastName: 'Haddad', locale: 'de_AT' },
        items: [
          { title: 'Honey set', quantity: 2, giftCard: false, sku: 'SET-L', productId: '7' },
          { title: 'Wax by weight', quantity: 1, giftCard: false, sku: 'WAX', productId: '9' },
        ],
        itemsOmitted: 0,
        tags: [],
        channel: 'german',
        test: false,
        refunds: [],
      },
    });
    const { at = '', changedAt } = reading as { at?: string; changedAt?: string };
    expect(changedAt).toBe(at);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(started);
  });

  it.each([
    ['unpaid', {}],
    ['paid in part', { state: 'processing', total_paid: '29.3400' }],
    ['free but not confirmed', { grand_total: '0.0000' }],
    ['paid in the base currency only', { base_total_paid: '32.1000' }],
  ])('sends nothing while the order is %s', async (_, shape) => {
    expect((await take(receiver, [saved(shape), cron])).outbox).toEqual([]);
    expect(receiver.deliveries).toEqual([]);
  });

  it('sends a payment once, however often the order is saved', async () => {
    await take(receiver, [saved(paid), saved(), cron, saved({ state: 'complete' }), cron]);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('sends free orders, guests, cash on delivery and yen', async () => {
    const free = { state: 'processing', grand_total: '0.0000', shipping_incl_tax: null };
    const guest = { customer_id: null, customer_firstname: null, customer_lastname: null };
    await take(receiver, [saved(free), cron], { ...guest, payment_method: 'cashondelivery' });
    await take(receiver, [saved({ ...paid, total_paid: '1200.0000' }), cron], {
      grand_total: '1200.0000',
      order_currency_code: 'JPY',
      billing_address: null,
    });
    expect(receiver.readings()).toMatchObject([
      {
        order: {
          amount: '0',
          subtotal: '0',
          paymentType: 'cash',
          paidAt: '2026-07-01T12:00:00.000Z',
          customer: { id: undefined, email: 'noor@example.net', firstName: 'Sam', lastName: 'Haddad' },
        },
      },
      { order: { amount: '1200', subtotal: '1195.1', currency: 'JPY' } },
    ]);
  });

  it('sends a cancellation, and the payment again if the order is reinstated', async () => {
    await take(receiver, [saved(paid), cron, saved({ state: 'canceled' }), cron, saved({ state: 'processing' }), cron]);
    expect(receiver.readings().map(({ type }) => type)).toEqual(['paid', 'cancelled', 'paid']);
  });

  it('sends credit memos with all refunds so far, and in full when nothing is left', async () => {
    await take(receiver, [saved(paid), cron, creditmemo('5', 5), cron, creditmemo('6', 24.35), cron]);
    expect(receiver.readings().slice(1)).toMatchObject([
      { type: 'refunded', orderId: '17', full: false, refunds: [{ id: '5', amount: '5' }] },
      { type: 'refunded', full: true, refunds: [{ id: '5' }, { id: '6', amount: '24.35' }] },
    ]);
  });

  it('sends no credit memo that is open or cancelled', async () => {
    expect((await take(receiver, [creditmemo('5', 5, 1), creditmemo('6', 5, 3), cron])).outbox).toEqual([]);
  });

  it('deducts refunds from a payment that is sent later, and sends none that was refunded in full', async () => {
    await take(receiver, [saved(paid), creditmemo('5', 5), cron]);
    await take(receiver, [saved(paid), creditmemo('5', 29.35), cron]);
    expect(receiver.readings()).toMatchObject([
      { type: 'paid', order: { amount: '24.35', refunds: [{ id: '5', amount: '5' }] } },
      { type: 'refunded', full: false },
      { type: 'refunded', full: true },
    ]);
  });
});
