import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';
import { shopifyOrder, shopifyRefund, standardOrder, wooCommerceOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const paid = (orderId: string, customer = person(), differs = {}) =>
  deliver(shopOf('shopify'), shopifyOrder(orderId, customer, differs));
const cancelled = (orderId: string) =>
  deliver(shopOf('shopify'), shopifyOrder(orderId, person(), { cancelled_at: new Date().toISOString() }), {
    topic: 'orders/cancelled',
  });
const refunded = (orderId: string, refundId: number, amount: string) =>
  deliver(shopOf('shopify'), shopifyRefund(orderId, refundId, amount), { topic: 'refunds/create' });
const row = (orderId: string) => see.order('shopify', `shopify-${orderId}`);
const reversals = async (pid: string) => (await see.events(pid)).filter(({ type }) => type === 'Order Reversed');
const callsAbout = async (shop: string, pid: string) =>
  (await see.thankuCalls(pid)) + (await see.receiptCalls(`${shop}/${pid}`));

describe.concurrent('an order that was reversed before it was told to be paid', () => {
  it('by a cancellation is skipped', async () => {
    await cancelled('9001');
    await eventually(async () => (await row('9001'))?.state === 'early');
    expect((await see.status(shopOf('shopify'), '9001')).status).toBe(404);
    await paid('9001');
    await see.settled('shopify', 'shopify-9001');
    expect(await see.status(shopOf('shopify'), '9001')).toMatchObject({
      body: { state: 'skipped', reason: 'cancelled', receipt: { state: 'skipped', reason: 'cancelled' } },
    });
    expect(await callsAbout('shopify', 'shopify-9001')).toBe(0);
    expect(await see.payload('shopify', 'shopify-9001')).toBeUndefined();
  });

  it('by refunds of all of it is skipped', async () => {
    await refunded('9002', 1, '20.00');
    await refunded('9002', 2, '38.90');
    await eventually(async () => Object.keys((await row('9002'))?.refunds ?? {}).length === 2);
    await paid('9002');
    expect(await see.settled('shopify', 'shopify-9002')).toMatchObject({ state: 'skipped', reason: 'refunded' });
    expect(await callsAbout('shopify', 'shopify-9002')).toBe(0);
  });

  it('by refunds of a part counts with what it comes to when it is claimed', async () => {
    const refunds = [
      { id: 3, transactions: [{ kind: 'refund', status: 'success', amount: '29.45', currency: 'EUR' }] },
    ];
    await paid('9003', person(), { refunds, current_total_price: '29.45' });
    await see.settled('shopify', 'shopify-9003');
    expect(await see.thankus('shopify-9003')).toMatchObject([{ impactValue: 1 }]);
    expect(await see.receipts('shopify/shopify-9003')).toMatchObject([{ amount: 29.45 }]);
    expect((await row('9003'))?.reversed).toBeUndefined();
  });
});

describe.concurrent('an order that is reversed before it is thanked', () => {
  it('while it waits for cancellations is skipped', async () => {
    await deliver(shopOf('patient'), standardOrder('9011'));
    await eventually(async () => (await see.order('patient', 'patient-9011'))?.state === 'held');
    expect(await see.status(shopOf('patient'), '9011')).toMatchObject({
      body: { state: 'held', reason: 'waiting-for-cancellations', receipt: { state: 'waiting' } },
    });
    await deliver(shopOf('patient'), { type: 'order.cancelled', data: { id: '9011' } });
    expect(await see.settled('patient', 'patient-9011')).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(await callsAbout('patient', 'patient-9011')).toBe(0);
    expect(await see.payload('patient', 'patient-9011')).toBeUndefined();
  });

  it('while ThankU is away is skipped', async () => {
    await stack.thanku('POST', '/_sandbox/faults', { fault: 'status', status: 503, subject: 'plain-9012', times: 2 });
    await deliver(shopOf('plain'), standardOrder('9012'));
    await eventually(async () => (await see.thankuCalls('plain-9012')) > 0);
    await deliver(shopOf('plain'), { type: 'order.refunded', data: { id: '9012', full: true } });
    expect(await see.settled('plain', 'plain-9012')).toMatchObject({ state: 'skipped', reason: 'refunded' });
    expect(await see.thankus('plain-9012')).toEqual([]);
    // It answered 503, and nobody knows whether it made one before.
    // Events are published at least once: the refund and the attempt's own message may both find it unpublished.
    const events = await see.events('plain-9012');
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) expect(event).toMatchObject({ type: 'Order Reversed', detail: { perhaps: true } });
  });

  it('not at all is thanked once its time has come', async () => {
    await deliver(shopOf('patient'), standardOrder('9013'));
    await eventually(async () => (await see.order('patient', 'patient-9013'))?.state === 'held');
    // As if a day had passed.
    const nowMs = Date.now();
    await see.store.thanku.change(keys.thanku('patient', 'patient-9013'), (order) => ({
      ...order,
      notBefore: nowMs,
      dueAt: nowMs,
    }));
    await stack.invokeHousekeeping();
    await see.settled('patient', 'patient-9013');
    expect(await see.thankus('patient-9013')).toHaveLength(1);
    expect(await see.receipts('patient/patient-9013')).toHaveLength(1);
  });
});

describe.concurrent('an order that is reversed after it was thanked', () => {
  it('by a cancellation stays thanked; it is told once', async () => {
    await paid('9021');
    await see.settled('shopify', 'shopify-9021');
    await cancelled('9021');
    await eventually(async () => (await reversals('shopify-9021')).length === 1);
    await cancelled('9021');
    await paid('9021');
    await see.quiet();
    const [thanku] = await see.thankus('shopify-9021');
    expect(await reversals('shopify-9021')).toMatchObject([
      { detail: { shop: 'shopify', orderId: '9021', kind: 'cancelled', thankuId: thanku?.id } },
    ]);
    expect(await see.receipts('shopify/shopify-9021')).toHaveLength(1);
    expect(await see.status(shopOf('shopify'), '9021')).toMatchObject({
      body: { state: 'posted', reversed: { kind: 'cancelled' } },
    });
    expect(await row('9021')).not.toHaveProperty('dueKind');
  });

  it('by refunds is told when they come to all of it', async () => {
    await paid('9022');
    await see.settled('shopify', 'shopify-9022');
    await refunded('9022', 11, '20.00');
    await refunded('9022', 11, '20.00');
    await eventually(async () => (await row('9022'))?.refunds !== undefined);
    await see.quiet();
    expect((await row('9022'))?.refunds).toEqual({ 11: '20.00' });
    expect(await reversals('shopify-9022')).toEqual([]);

    await refunded('9022', 12, '38.90');
    await eventually(async () => (await reversals('shopify-9022')).length === 1);
    await refunded('9022', 12, '38.90');
    await see.quiet();
    expect(await reversals('shopify-9022')).toMatchObject([{ detail: { kind: 'refunded' } }]);
    expect(await see.thankus('shopify-9022')).toHaveLength(1);
  });

  it('by deleting it is told as well', async () => {
    await deliver(shopOf('woo'), wooCommerceOrder('9023'));
    await see.settled('woo', 'woo-9023');
    await deliver(shopOf('woo'), '{"id":9023}', { topic: 'order.deleted' });
    await eventually(async () => (await reversals('woo-9023')).length === 1);
    expect(await see.status(shopOf('woo'), '9023')).toMatchObject({ body: { state: 'posted' } });
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret', async () => {
    await see.quiet();
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});

describe.concurrent('a WooCommerce order that waits for cancellations', () => {
  const at = (second: number) => new Date(Date.now() + (second - 60) * 1000).toISOString().slice(0, 19);
  const changed = (id: string, second: number, differs = {}, topic = 'order.updated') =>
    deliver(shopOf('patient-woo'), wooCommerceOrder(id, person(), { date_modified_gmt: at(second), ...differs }), {
      topic,
    });
  const state = async (id: string) => {
    const order = await see.order('patient-woo', `patient-woo-${id}`);
    return order && [order.state, order.reason];
  };
  const held = (id: string) =>
    eventually(async () => expect(await state(id)).toEqual(['held', 'waiting-for-cancellations']));

  it('is skipped when its payment fails, and waits again when it is paid after all', async () => {
    await changed('801', 1);
    await held('801');
    await changed('801', 2, { status: 'failed' });
    await eventually(async () => expect(await state('801')).toEqual(['skipped', 'unpaid']));
    await changed('801', 1);
    await changed('801', 3);
    await held('801');
    expect(await see.payload('patient-woo', 'patient-woo-801')).toBeDefined();
  });

  it('waits again when it is restored', async () => {
    await changed('802', 1);
    await held('802');
    await deliver(shopOf('patient-woo'), '{"id":802}', { topic: 'order.deleted' });
    await eventually(async () => expect(await state('802')).toEqual(['skipped', 'cancelled']));
    await changed('802', 70, {}, 'order.restored');
    await held('802');
  });

  it('counts no refund that was taken back, in whatever order its changes come', async () => {
    await changed('803', 1);
    await held('803');
    await changed('803', 2, { refunds: [{ id: 1, total: '-30.00' }] });
    await changed('803', 4, { refunds: [{ id: 2, total: '-20.00' }] });
    await changed('803', 3, { refunds: [] });
    const patient = async () => await see.order('patient-woo', 'patient-woo-803');
    await eventually(async () => expect((await patient())?.refunds).toEqual({ 2: '20.00' }));
    expect((await patient())?.state).toBe('held');
  });
});
