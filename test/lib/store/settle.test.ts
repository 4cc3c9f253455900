import { describe, expect, it } from 'vitest';
import type { OrderStore } from '../../../lib/store/orders.ts';
import { settle } from '../../../lib/store/settle.ts';
import { orderWith } from '../order/support.ts';
import { at, before, nowMs, payloadKey, receiptKey, storeWith, thankuKey, useTables } from './settling.ts';

useTables();

describe('an order that is through', () => {
  it('keeps no payload that another claim of it wrote just before it was settled', async () => {
    const store = await storeWith();
    const raced = before(store, 'thanku', 'change', () => store.payload.insert(payloadKey, { order: orderWith() }));
    await settle(raced, 'oak', 'oak-1', nowMs);
    expect((await store.thanku.get(thankuKey))?.settledAt).toBe(at);
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });

  it('stays on its shelf where its last announcement came after it was looked at, so that its payload goes', async () => {
    const store = await storeWith({ announced: false, dueKind: 'thanku', dueAt: 0 });
    // Another worker announces it, and dies before it settles the order.
    const announce = () =>
      store.thanku.change(thankuKey, (row) => ({ ...row, announced: true, dueKind: 'settle', dueAt: 0 }));
    await settle(before(store, 'thanku', 'change', announce), 'oak', 'oak-1', nowMs);
    expect(await store.thanku.get(thankuKey)).toMatchObject({ dueKind: 'settle' });
    await settle(store, 'oak', 'oak-1', nowMs);
    expect(await store.payload.get(payloadKey)).toBeUndefined();
  });

  it('that is claimed once more while it is settled keeps the payload of that claim', async () => {
    const store = await storeWith({ state: 'skipped' });
    const claimed = async () => {
      await store.payload.change(payloadKey, (payload) => payload);
      await store.thanku.change(thankuKey, (row) => ({ ...row, state: 'held', dueKind: 'thanku' }));
    };
    await settle(before(store, 'payload', 'deleteWrite', claimed), 'oak', 'oak-1', nowMs);
    expect(await store.payload.get(payloadKey)).toBeDefined();
  });

  it('of which a part is through only since it was read stays where housekeeping finds it', async () => {
    const store = await storeWith({}, { state: 'waiting', dueKind: 'receipt', dueAt: 0 });
    const skipped = () =>
      store.receipt.change(receiptKey, (row) => ({ ...row, state: 'skipped', dueKind: 'settle', dueAt: 0 }));
    await settle(before(store, 'thanku', 'change', skipped), 'oak', 'oak-1', nowMs);
    expect(await store.receipt.get(receiptKey)).toMatchObject({ dueKind: 'settle' });
    await settle(store, 'oak', 'oak-1', nowMs);
    expect([await store.thanku.get(thankuKey), await store.receipt.get(receiptKey)]).toMatchObject([
      { settledAt: at },
      { settledAt: at },
    ]);
  });

  it('stays where housekeeping finds it, in whatever order its rows were read while others ended', async () => {
    const store = await storeWith(
      { announced: false, dueKind: 'thanku', dueAt: 0 },
      { state: 'waiting', dueKind: 'receipt', dueAt: 0 },
    );
    const announce = () =>
      store.thanku.change(thankuKey, (row) => ({ ...row, announced: true, dueKind: 'settle', dueAt: 0 }));
    const ended = () =>
      store.receipt.change(receiptKey, (row) => ({ ...row, state: 'skipped', dueKind: 'settle', dueAt: 0 }));
    // The order is read before it is announced, and the receipt after its worker ended it and died.
    let isRead = () => {};
    const read = new Promise<void>((resolve) => (isRead = resolve));
    const first: OrderStore = {
      ...store,
      thanku: { ...store.thanku, get: (key) => store.thanku.get(key).finally(isRead) },
    };
    const raced = before(first, 'receipt', 'get', async () => {
      await read;
      await announce();
      await settle(store, 'oak', 'oak-1', nowMs);
      await ended();
    });
    await settle(raced, 'oak', 'oak-1', nowMs);
    const rows = [await store.thanku.get(thankuKey), await store.receipt.get(receiptKey)];
    const isSettled = rows.every((row) => row?.settledAt !== undefined);
    expect(isSettled || rows.some((row) => row?.dueKind === 'settle')).toBe(true);
  });

  const onShelf = { dueKind: 'settle' as const, dueAt: 0 };
  const onNone = { dueKind: undefined, dueAt: undefined };
  it.each([
    ['order', 'thanku', onShelf, onNone],
    ['order', 'receipt', onShelf, onNone],
    ['receipt', 'thanku', onNone, onShelf],
    ['receipt', 'receipt', onNone, onShelf],
  ] as const)('is found by its %s should settling break off at its %s', async (_, dies, order, receipt) => {
    const store = await storeWith(order, { state: 'skipped', ...receipt });
    const killed = before(store, dies, 'change', async () => {
      throw new Error('killed');
    });
    await expect(settle(killed, 'oak', 'oak-1', nowMs)).rejects.toThrow('killed');
    const rows = [await store.thanku.get(thankuKey), await store.receipt.get(receiptKey)];
    expect(rows.map((row) => row?.dueKind)).toContain('settle');
  });
});
