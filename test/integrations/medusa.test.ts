import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMedusa } from './medusa/shop.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const movement = (id: string, amount: number, minute: number) => ({
  id,
  amount,
  created_at: new Date(Date.UTC(2026, 10, 29, 12, minute)),
});

/** An order of 29.35 € that is paid by one capture. */
const honey = {
  id: 'order_01',
  display_id: 17,
  email: 'noor@example.net',
  locale: 'de-AT',
  currency_code: 'eur',
  total: 29.35,
  shipping_total: 4.9,
  created_at: new Date(Date.UTC(2026, 10, 29, 11, 59)),
  canceled_at: null as Date | null,
  customer_id: 'cus_01',
  billing_address: { first_name: 'Noor', last_name: 'Haddad' },
  shipping_address: { first_name: 'Sam', last_name: 'Haddad' },
  sales_channel: { name: 'Web' },
  items: [
    {
      title: '500 g',
      product_title: 'Honey',
      quantity: 2,
      is_giftcard: false,
      variant_sku: 'H-500',
      product_id: 'p_1',
    },
    { title: 'Voucher', product_title: null, quantity: 1, is_giftcard: true, variant_sku: null, product_id: null },
  ],
  payment_collections: collection([movement('capt_01', 29.35, 0)]),
};

function collection(captures: object[], refunds: object[] = []) {
  return [{ payments: [{ captures, refunds }] }];
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  vi.stubEnv('THANKFLOW_URL', receiver.url);
  vi.stubEnv('THANKFLOW_SECRET', receiver.secret);
});
afterEach(() => receiver.stop());

type Shape = Partial<Record<keyof typeof honey, unknown>>;
const shopWith = (shape: Shape = {}, linked = true) => {
  const order = { ...honey, ...shape };
  const payment = { id: 'pay_01', payment_collection: { order: linked ? order : undefined } };
  return startMedusa({ order: [order, { ...honey, id: 'order_other' }], payment: [payment] });
};

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

describe("the Medusa recipe's refunds and cancellations", () => {
  const captured = [movement('capt_01', 29.35, 0)];
  const part = movement('ref_01', 5, 10);
  const rest = movement('ref_02', 24.35, 20);

  it('are sent with all refunds so far', async () => {
    const { emit } = await shopWith({ payment_collections: collection(captured, [part, rest]) });
    await emit('payment.refunded', 'pay_01');
    expect(receiver.readings()).toMatchObject([
      {
        type: 'refunded',
        orderId: 'order_01',
        changedAt: '2026-11-29T12:20:00.000Z',
        refunds: [
          { id: 'ref_01', amount: '5.00' },
          { id: 'ref_02', amount: '24.35' },
        ],
        full: true,
      },
    ]);
  });

  it('are not in full while something is left, and are off the amount of an order that is sent later', async () => {
    const { emit } = await shopWith({ total: 24.35, payment_collections: collection(captured, [part]) });
    await emit('payment.refunded', 'pay_01');
    await emit('order.placed', 'order_01');
    expect(receiver.readings()).toMatchObject([
      { type: 'refunded', full: false, refunds: [{ id: 'ref_01', amount: '5.00' }] },
      { type: 'paid', at: '2026-11-29T12:00:00.000Z', order: { amount: '24.35', refunds: [{ id: 'ref_01' }] } },
    ]);
  });

  it('are sent when the order is cancelled, and the payment is not sent any more', async () => {
    const { emit } = await shopWith({ canceled_at: new Date(Date.UTC(2026, 10, 30)) });
    await emit('order.canceled', 'order_01');
    await emit('payment.captured', 'pay_01');
    expect(receiver.readings()).toMatchObject([
      { type: 'cancelled', orderId: 'order_01', changedAt: '2026-11-30T00:00:00.000Z' },
    ]);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('make an order nothing to thank for, once all of it is refunded', async () => {
    const shape = { total: 0, payment_collections: collection(captured, [part, rest]) };
    expect(await readingsOf('payment.captured', shape)).toEqual([]);
  });
});

describe('the Medusa recipe, if thankflow fails,', () => {
  it('tries again, with the same webhook-id', async () => {
    receiver.answers.push(503, 500);
    const { emit, retry } = await shopWith();
    await emit('payment.captured', 'pay_01');
    expect([await retry(), await retry()]).toEqual([1, 0]);
    expect(receiver.deliveries.map(({ answer }) => answer)).toEqual([503, 500, 200]);
    expect(new Set(receiver.deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
  });

  it('tries again if it cannot be reached', async () => {
    const { emit, retry } = await shopWith();
    vi.stubEnv('THANKFLOW_URL', 'http://127.0.0.1:9/');
    await emit('payment.captured', 'pay_01');
    expect(receiver.deliveries).toEqual([]);
    vi.stubEnv('THANKFLOW_URL', receiver.url);
    expect(await retry()).toBe(0);
    expect(receiver.readings()).toHaveLength(1);
  });

  it('gives up in the end: here the secret is wrong', async () => {
    vi.stubEnv('THANKFLOW_SECRET', 'whsec_d3Jvbmc=');
    const { emit, retry } = await shopWith();
    await emit('payment.captured', 'pay_01');
    while ((await retry()) > 0);
    expect(receiver.deliveries).toHaveLength(145);
    expect(receiver.readings()).toEqual([]);
  });

  it('sends the same event under the same webhook-id, and others under others', async () => {
    const { emit } = await shopWith({
      payment_collections: collection([movement('c', 29.35, 0)], [movement('r', 1, 1)]),
    });
    for (const event of ['payment.captured', 'order.placed', 'payment.refunded', 'payment.refunded'])
      await emit(event, event.startsWith('payment.') ? 'pay_01' : 'order_01');
    const ids = receiver.deliveries.map(({ webhookId }) => webhookId);
    expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 2, 2]);
  });
});
