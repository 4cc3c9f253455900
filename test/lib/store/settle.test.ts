import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import { announced } from '../../../lib/order/thanku/settling.ts';
import { settle, settleAlone } from '../../../lib/store/settle.ts';
import { planWith } from '../../functions/submit-to-thanx/marker.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import { orderWith } from '../order/support.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const at = '2026-03-01T12:00:00.000Z';

const nowMs = Date.parse(at);
const payloadKey = keys.payload('oak', 'oak-1');
const thankuKey = keys.thanku('oak', 'oak-1');
const receiptKey = keys.receipt('oak', 'oak-1');

/** A posted order and its receipt, on the shelves that say what is left to do. */
async function storeWith(order: Partial<ThankuState> = {}, receipt?: Partial<ReceiptState>): Promise<OrderStore> {
  const store = orderStore(tables.documents, tables.orders);
  const base = { shop: 'oak', pid: 'oak-1', orderId: '1', attempts: 1, notBefore: 0, createdAt: at, updatedAt: at };
  await Promise.all([payloadKey, thankuKey, receiptKey].map((key) => store.payload.delete(key)));
  await store.thanku.insert(thankuKey, {
    ...base,
    state: 'posted',
    receipt: receipt === undefined ? 'none' : 'created',
    announced: true,
    dueKind: 'settle',
    dueAt: 0,
    ...order,
  });
  await store.payload.insert(payloadKey, { order: orderWith() });
  if (receipt !== undefined)
    await store.receipt.insert(receiptKey, { ...base, credential: 'main', state: 'waiting', ...receipt });
  return store;
}

/** The same store, in which something happens before one of its calls. */
function before<Name extends 'payload' | 'receipt' | 'thanku'>(
  store: OrderStore,
  row: Name,
  call: keyof OrderStore[Name],
  happens: () => Promise<unknown>,
): OrderStore {
  let armed = true;
  const original = store[row][call] as (...args: unknown[]) => Promise<unknown>;
  const raced = async (...args: unknown[]) => {
    if (armed) {
      armed = false;
      await happens();
    }
    return await original(...args);
  };
  return { ...store, [row]: { ...store[row], [call]: raced } };
}

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
    const announced = () =>
      store.thanku.change(thankuKey, (row) => ({ ...row, announced: true, dueKind: 'settle', dueAt: 0 }));
    await settle(before(store, 'thanku', 'change', announced), 'oak', 'oak-1', nowMs);
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
    const announced = () =>
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
      await announced();
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
      ...{ shop: 'oak', pid: 'oak-1', orderId: '1', attempts: 0, notBefore: 0, createdAt: at, updatedAt: at },
      ...{ cards: [{ last4: '1234', state: 'waiting' }], dueKind: 'receipt', dueAt: nowMs },
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
