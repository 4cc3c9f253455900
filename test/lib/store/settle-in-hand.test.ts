import { describe, expect, it } from 'vitest';
import { announced } from '../../../lib/order/thanku/settling.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { OrderStore } from '../../../lib/store/orders.ts';
import { settle, settleAlone } from '../../../lib/store/settle.ts';
import { planWith } from '../../functions/submit-to-thanx/marker.ts';
import { orderWith } from '../order/support.ts';
import { at, before, nowMs, payloadKey, receiptKey, storeWith, thankuKey, useTables } from './settling.ts';

useTables();

describe('an order that has no other rows', () => {
  const told = { announced: false, announcingUntil: nowMs + 10_000, dueKind: 'thanku' as const, dueAt: nowMs };
  const said = (row: ThankuState) => announced(row, { state: 'posted', announcingUntil: told.announcingUntil }, nowMs);
  const inHand = async (store: OrderStore) => {
    const [order, payload] = [await store.thanku.get(thankuKey), await store.payload.get(payloadKey)];
    return { order: order!, payload: payload! };
  };

  it('is settled with the write that it needs anyway, and its payload is deleted', async () => {
    const store = await storeWith(told);
    const row = await settleAlone(store, await inHand(store), said, nowMs);
    expect(await store.thanku.get(thankuKey)).toMatchObject({ announced: true, settledAt: at });
    expect(row.dueKind).toBeUndefined();
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });

  it('stays due if its worker dies after it deleted the payload', async () => {
    const store = await storeWith(told);
    const hand = await inHand(store);
    const killed = before(store, 'thanku', 'change', async () => {
      throw new Error('killed');
    });
    await expect(settleAlone(killed, hand, said, nowMs)).rejects.toThrow('killed');
    expect(await store.thanku.get(thankuKey)).toMatchObject({ announced: false, dueKind: 'thanku' });
  });

  it('is not settled if another claim has added to its payload: there may be gift cards', async () => {
    const store = await storeWith(told);
    const hand = await inHand(store);
    await store.payload.change(payloadKey, (payload) => ({ ...payload, receipt: planWith('oak/oak-1') }));
    const row = await settleAlone(store, hand, said, nowMs);
    expect(row).toMatchObject({ announced: true, dueKind: 'thanku' });
    expect(row.settledAt).toBeUndefined();
    expect(await store.payload.get(payloadKey)).toBeDefined();
  });

  it('is not settled if it was reversed in the meantime: the reversal has to be published', async () => {
    const store = await storeWith(told);
    const hand = await inHand(store);
    await store.thanku.change(thankuKey, (row) => ({ ...row, reversed: { kind: 'cancelled', at } }));
    const row = await settleAlone(store, hand, said, nowMs);
    expect(row).toMatchObject({ announced: true, dueKind: 'thanku', reversed: { kind: 'cancelled' } });
  });

  it('loses the payload that another delivery wrote before it saw the order settled', async () => {
    const store = await storeWith(told);
    const late = () => store.payload.insert(payloadKey, { order: orderWith() });
    await settleAlone(before(store, 'thanku', 'change', late), await inHand(store), said, nowMs);
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });
});

describe('a part that has just ended', () => {
  const settling = { dueKind: 'settle' as const, dueAt: nowMs };

  it('leaves the due index if the other part was read afterwards and is unfinished', async () => {
    const store = await storeWith({}, { ...settling, dueKind: 'receipt' });
    const order = await store.thanku.get(thankuKey);
    await settle(store, 'oak', 'oak-1', nowMs, { order });
    expect((await store.thanku.get(thankuKey))?.dueKind).toBeUndefined();
    expect(await store.receipt.get(receiptKey)).toMatchObject({ dueKind: 'receipt' });
  });

  it('takes no other part out of the due index: its own view of the rest may be outdated', async () => {
    const store = await storeWith({}, { ...settling, state: 'skipped' });
    await store.giftCards.insert(keys.giftCards('oak', 'oak-1'), {
      shop: 'oak',
      pid: 'oak-1',
      orderId: '1',
      attempts: 0,
      notBefore: 0,
      createdAt: at,
      updatedAt: at,
      cards: [{ last4: '1234', state: 'waiting' }],
      dueKind: 'receipt',
      dueAt: nowMs,
    });
    const order = await store.thanku.get(thankuKey);
    await settle(store, 'oak', 'oak-1', nowMs, { order });
    expect(await store.receipt.get(receiptKey)).toMatchObject({ dueKind: 'settle' });
    await store.giftCards.delete(keys.giftCards('oak', 'oak-1'));
  });

  it('settles the order if the other part has ended, and deletes the payload in hand', async () => {
    const store = await storeWith({}, { ...settling, state: 'skipped' });
    const [receipt, payload] = [await store.receipt.get(receiptKey), await store.payload.get(payloadKey)];
    await settle(store, 'oak', 'oak-1', nowMs, { receipt, payload });
    expect(await store.receipt.get(receiptKey)).toMatchObject({ settledAt: at });
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });

  it('deletes the payload also if it was written again since it came into hand', async () => {
    const store = await storeWith();
    const [order, payload] = [await store.thanku.get(thankuKey), await store.payload.get(payloadKey)];
    await store.payload.change(payloadKey, (row) => ({ ...row }));
    await settle(store, 'oak', 'oak-1', nowMs, { order, payload });
    expect(await store.thanku.get(thankuKey)).toMatchObject({ settledAt: at });
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });
});
