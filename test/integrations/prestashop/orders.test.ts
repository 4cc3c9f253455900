import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPhp, skipped } from '../php.ts';
import { startReceiver, type Receiver } from '../receiver.ts';
import { accepted, awaiting, becomes, cancelled, refunded, shipped, slip, take } from './shop.ts';

let receiver: Receiver;
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(() => receiver.stop());

describe.skipIf(!hasPhp)(`the PrestaShop module${skipped}`, () => {
  it('sends an order when its status means paid', async () => {
    const started = Math.floor(Date.now() / 1000) * 1000;
    const outcome = await take(receiver, [becomes(awaiting), becomes(accepted)]);
    const [reading] = receiver.readings();
    expect(reading).toEqual({
      type: 'paid',
      shop: 'my-shop',
      at: expect.any(String),
      changedAt: expect.any(String),
      order: {
        orderId: '17',
        number: 'XKBKNABJK#2',
        amount: '29.35',
        subtotal: '24.45',
        currency: 'EUR',
        paidAt: '2026-07-01T10:30:00.000Z',
        paymentType: 'other',
        customer: { id: '81', email: 'noor@example.net', firstName: 'Noor', lastName: 'Haddad', locale: 'de-DE' },
        items: [
          { title: 'Honey - 500 g', quantity: 2, giftCard: false, sku: 'H-500', productId: '7' },
          { title: 'Wax', quantity: 1, giftCard: false, productId: '8' },
        ],
        itemsOmitted: 0,
        tags: [],
        test: false,
        refunds: [],
      },
    });
    const { at = '', changedAt } = reading as { at?: string; changedAt?: string };
    expect(changedAt).toBe(at);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(started);
    expect(outcome).toMatchObject({ log: [], outbox: [{ event: 'paid', due: 0 }] });
  });

  it('sends nothing while the status does not mean paid', async () => {
    expect((await take(receiver, [becomes(awaiting)])).outbox).toEqual([]);
    expect(receiver.deliveries).toEqual([]);
  });

  it('sends a payment once, however many later statuses mean paid as well', async () => {
    await take(receiver, [becomes(accepted), becomes(shipped), becomes(accepted)]);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('sends free orders, guests, cash on delivery and yen', async () => {
    const order = {
      id_currency: 2,
      total_paid_tax_incl: '0.000000',
      total_shipping_tax_incl: '0.000000',
      payments: [],
    };
    await take(receiver, [becomes(accepted)], { ...order, module: 'ps_cashondelivery', id_lang: 9, id_customer: 99 });
    expect(receiver.readings()).toMatchObject([
      {
        order: {
          amount: '0',
          subtotal: '0',
          paidAt: '2026-07-01T09:00:00.000Z',
          currency: 'JPY',
          paymentType: 'cash',
          customer: { id: '99' },
        },
      },
    ]);
  });

  it('sends a cancellation, and the payment again if the order is reinstated', async () => {
    await take(receiver, [becomes(accepted), becomes(cancelled), becomes(accepted)]);
    expect(receiver.readings().map(({ type }) => type)).toEqual(['paid', 'cancelled', 'paid']);
  });

  it('sends credit slips with all refunds so far, and in full when nothing is left', async () => {
    await take(receiver, [becomes(accepted), slip('1', 5), slip('2', 19.45, 4.9)]);
    expect(receiver.readings().slice(1)).toMatchObject([
      { type: 'refunded', orderId: '17', full: false, refunds: [{ id: '1', amount: '5.00' }] },
      { type: 'refunded', full: true, refunds: [{ id: '1' }, { id: '2', amount: '24.35' }] },
    ]);
  });

  it('takes the amount of a credit slip that somebody typed in', async () => {
    await take(receiver, [slip('1', 24.45, 0, 12.5)]);
    expect(receiver.readings()).toMatchObject([{ refunds: [{ id: '1', amount: '12.50' }] }]);
  });

  it('sends a full refund when the status is Refunded, with or without a credit slip', async () => {
    await take(receiver, [becomes(accepted), becomes(refunded)]);
    expect(receiver.readings()[1]).toMatchObject({ type: 'refunded', full: true, refunds: [] });
  });

  it('deducts refunds from a payment that is sent later, and sends none that was refunded in full', async () => {
    receiver.answers.push(503, 503);
    await take(receiver, [becomes(accepted), slip('1', 5), { do: 'wait', seconds: 90 }, { do: 'cron' }]);
    const paid = receiver.readings().find(({ type }) => type === 'paid');
    expect(paid).toMatchObject({ order: { amount: '24.35', refunds: [{ id: '1', amount: '5.00' }] } });
    receiver.answers.push(503, 503);
    await take(receiver, [becomes(accepted), slip('1', 24.45, 4.9), { do: 'wait', seconds: 90 }, { do: 'cron' }]);
    expect(receiver.readings().slice(2)).toMatchObject([{ type: 'refunded', full: true }]);
  });
});
