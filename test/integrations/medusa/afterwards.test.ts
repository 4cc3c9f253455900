import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startReceiver, type Receiver } from '../receiver.ts';
import { collection, movement, shopWith } from './order.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  vi.stubEnv('THANKFLOW_URL', receiver.url);
  vi.stubEnv('THANKFLOW_SECRET', receiver.secret);
});
afterEach(() => receiver.stop());

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

  it.each([24.35, 29.35])(
    'are off the amount of an order that is sent later, whether or not they are off its total: %d',
    async (total) => {
      const { emit } = await shopWith({ total, payment_collections: collection(captured, [part]) });
      await emit('payment.refunded', 'pay_01');
      await emit('order.placed', 'order_01');
      expect(receiver.readings()).toMatchObject([
        { type: 'refunded', full: false, refunds: [{ id: 'ref_01', amount: '5.00' }] },
        { type: 'paid', at: '2026-11-29T12:00:00.000Z', order: { amount: '24.35', refunds: [{ id: 'ref_01' }] } },
      ]);
    },
  );

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
    const { emit } = await shopWith({ total: 0, payment_collections: collection(captured, [part, rest]) });
    await emit('payment.captured', 'pay_01');
    expect(receiver.deliveries).toEqual([]);
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
