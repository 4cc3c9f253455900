import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchesMessage } from '../../../lib/lookup/fetches-message.ts';
import { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { deliveredText } from '../../support/shopify-event.ts';
import { orderWith } from '../../lib/order/support.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

let world: DeadWorld;
beforeAll(async () => {
  world = await startDeadWorld();
});
afterAll(() => world.close());

describe.concurrent('letters about receipts', () => {
  const withReceipt = async (receipt: Partial<ReceiptState>) => {
    const shop = await world.shop();
    await shop.paid({ orderId: '1' });
    const [thankuKey, receiptKey, payloadKey] = [keys.thanku, keys.receipt, keys.payload].map((of) =>
      of(shop.name, shop.pid('1')),
    );
    const { store } = shop.ports;
    const { settledAt: _, ...order } = (await shop.order('1'))!;
    await store.thanku.change(thankuKey!, () => ({ ...order, receipt: 'created' }));
    await store.payload.insert(payloadKey!, { order: orderWith({ orderId: '1' }) });
    const row = { ...order, credential: 'main', dueKind: 'stuck' as const, dueAt: 0, ...receipt };
    await store.receipt.insert(receiptKey!, ReceiptState.parse({ ...row, state: row.state, reason: 'gave-up' }));
    await shop.put({ key: `${shop.name}/${shop.pid('1')}`, reason: 'gave-up' });
    return shop;
  };

  it('give a rejected one another chance, at its own worker', async () => {
    const shop = await withReceipt({ state: 'rejected' });
    // Without a plan nothing could be made anew.
    expect(await shop.replay()).toMatchObject({ counts: { retry: 1 }, removed: 1 });
    expect(shop.woken).toEqual([`receipt ${shop.pid('1')}`]);
    expect(await shop.receipt('1')).toMatchObject({ state: 'waiting', dueKind: 'receipt' });
  });

  it('never send one again of which nobody knows whether it arrived', async () => {
    const shop = await withReceipt({ state: 'unknown' });
    expect(await shop.replay()).toMatchObject({ counts: { 'needs-resolve': 1 }, removed: 0 });
    expect(shop.woken).toEqual([]);
  });

  it('are left over once it is sent', async () => {
    const shop = await withReceipt({ state: 'submitted', dueKind: 'follow' });
    expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1 });
  });
});

describe.concurrent('replaying events and wake-ups', () => {
  it('sends an event back as it is, to its own queue', async () => {
    const shop = await world.shop();
    const event = { type: 'paid', shop: shop.name, at: '2026-03-01T11:00:00.000Z', order: orderWith() };
    await shop.put(event);
    const replay = await shop.replay();
    expect(replay).toMatchObject({ counts: { event: 1 }, removed: 1, keys: [`${shop.name}/${shop.pid()}`] });
    expect(await shop.lying(shop.queue.source.url)).toEqual([event]);
  });

  it('sends an order that has to be fetched back to its own queue', async () => {
    const shop = await world.shop();
    const lookup = { type: 'lookup', shop: shop.name, at: '2026-03-01T11:00:00.000Z', orderId: '4711' };
    await shop.put(lookup);
    expect(await shop.replay()).toMatchObject({ counts: { event: 1 }, removed: 1 });
    expect(await shop.lying(shop.queue.source.url)).toEqual([lookup]);
  });

  it('sends an event of Shopify back with its shop', async () => {
    const shop = await world.shop();
    await shop.put(JSON.parse(deliveredText('{"id":"6029384756102938475"}')));
    expect(await shop.replay({}, { shop: 'oak' })).toMatchObject({ counts: { event: 1 }, removed: 1 });
    const [sent] = await shop.lying(shop.queue.source.url);
    expect(FetchesMessage.parse(sent)).toMatchObject({
      type: 'shopify-event',
      shop: 'oak',
      event: { detail: { payload: { id: '6029384756102938475' } } },
    });
  });

  it('drops a wake-up for waiting orders: as long as there are any, another one comes', async () => {
    const shop = await world.shop();
    await shop.put({ type: 'due-lookups', shop: shop.name });
    expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1 });
    expect(await shop.lying(shop.queue.source.url)).toEqual([]);
  });

  it('drops a purchase: its receipt is polled', async () => {
    const shop = await world.shop();
    const ids = { purchaseId: 'p1', merchantId: 'm1', userId: 'u1' };
    await shop.put({ type: 'purchase', ...ids, amount: '9.90', purchasedAt: '2026-03-01T11:00:00Z' });
    expect(await shop.replay()).toMatchObject({ counts: { 'left-over': 1 }, removed: 1 });
    expect(await shop.lying(shop.queue.source.url)).toEqual([]);
  });

  it('keeps the event when its queue does not take it', async () => {
    const shop = await world.shop();
    await shop.put({ type: 'paid', shop: shop.name, at: '2026-03-01T11:00:00.000Z', order: orderWith() });
    const refused = shop.replay({}, {}, { send: () => Promise.reject(new Error('SQS is away')) });
    await expect(refused).rejects.toThrow('SQS is away');
    expect(await shop.lying()).toHaveLength(1);
  });

  it('wakes an order that is under way, and lets go of one that is settled', async () => {
    const shop = await world.shop();
    shop.state.answers.push({ kind: 'retry', reason: 'server', status: 500 });
    await shop.paid({ orderId: '1' });
    await shop.paid({ orderId: '2' });
    const wakes = ['1', '2'].map((id) => ({ type: 'wake', shop: shop.name, pid: shop.pid(id) }));
    for (const wake of wakes) await shop.put(wake);
    expect(await shop.replay()).toMatchObject({ counts: { wake: 1, 'left-over': 1 }, removed: 2 });
    expect(await shop.lying(shop.queue.source.url)).toEqual([wakes[0]]);
  });

  it('lets go of a question about receipts that their rows have asked again', async () => {
    const shop = await world.shop();
    const receipts = [{ shop: shop.name, pid: shop.pid() }];
    const follow = (lookBy: number) => ({ type: 'follow', merchantId: 'm', userId: 'u', lookBy, receipts });
    await shop.put(follow(shop.state.nowMs - 1));
    await shop.put(follow(shop.state.nowMs + 60_000));
    expect(await shop.replay()).toMatchObject({ counts: { wake: 1, 'left-over': 1 }, keys: [] });
    expect(await shop.lying(shop.queue.source.url)).toEqual([follow(shop.state.nowMs + 60_000)]);
  });
});
