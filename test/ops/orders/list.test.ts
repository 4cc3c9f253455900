import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { orderIndex } from '../../../ops/orders/order-index.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { listInBatches, listOrders, type ListOptions, type ListPorts } from '../../../ops/orders/list.ts';
import { rowsOfOrders } from '../../../ops/orders/order-rows.ts';
import { summaryOf } from '../../../ops/orders/print-orders.ts';
import { readRows } from '../../../ops/status/read-rows.ts';
import { basketRow } from '../../lib/order/rows.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';

let tables: Tables;
let store: OrderStore;
let read = 0;
const minutes = (count: number) => new Date(Date.parse('2026-03-01T12:00:00.000Z') + count * 60_000).toISOString();

async function order(shop: string, minute: number, differs: Partial<ThankuState> = {}, receipt?: string) {
  const [pid, at] = [`${shop}-${minute}`, minutes(minute)];
  const base = { shop, pid, orderId: String(minute), attempts: 1, notBefore: 0, createdAt: at, updatedAt: at };
  await store.thanku.insert(keys.thanku(shop, pid), { ...base, state: 'posted', receipt: 'none', ...differs });
  if (receipt === undefined) return;
  await store.receipt.insert(keys.receipt(shop, pid), {
    ...base,
    credential: 'main',
    state: receipt === 'rejected' ? 'rejected' : 'waiting',
    reason: receipt,
  });
}

beforeAll(async () => {
  tables = memoryTables();
  store = orderStore(tables.documents, tables.orders);
  await Promise.all(Array.from({ length: 130 }, (_, minute) => order('oak', minute * 2)));
  await order('elm', 1, {
    state: 'failed',
    reason: 'rejected',
    receiptReason: 'not-configured',
    lastError: { at: minutes(1), code: 'rejected' },
  });
  await order('elm', 3, { state: 'waiting', reason: undefined }, 'rejected');
  await order('elm', 301, { state: 'skipped', reason: 'cancelled' }, 'other');
});
afterAll(() => tables.close());

const all = { shops: ['oak', 'elm'], sinceMs: 0, limit: 1000 };
const ports = (): ListPorts => {
  const { documents, orders: ordersTable } = tables;
  return {
    index: orderIndex(documents, ordersTable),
    readOrders(some, onUnreadable) {
      read += some.length;
      return rowsOfOrders({ documents, ordersTable }, some, onUnreadable);
    },
    readRows: (some) => readRows({ documents, ordersTable }, some),
  };
};

async function list(options: Partial<ListOptions> = {}) {
  read = 0;
  const { orders, more } = await listOrders(ports(), { ...all, ...options });
  return { pids: orders.map(({ thanku }) => thanku.pid), more };
}

describe('a list of orders', () => {
  it('has each order of all shops once, the newest first', async () => {
    const { pids, more } = await list();
    expect(more).toBe(false);
    expect(pids).toHaveLength(133);
    expect(pids.slice(0, 3)).toEqual(['elm-301', 'oak-258', 'oak-256']);
    const times = pids.map((pid) => Number(pid.split('-')[1]));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('reads no more than it needs', async () => {
    expect(await list({ limit: 10 })).toMatchObject({ pids: { length: 10 }, more: true });
    expect(read).toBe(11);
    await list({ state: 'failed' });
    expect(read).toBe(1);
    expect(await list({ limit: 133 })).toMatchObject({ pids: { length: 133 }, more: false });
  });

  it('goes back to an instant, this included', async () => {
    expect(await list({ sinceMs: Date.parse(minutes(256)) })).toEqual({
      pids: ['elm-301', 'oak-258', 'oak-256'],
      more: false,
    });
  });

  it('can end before an instant', async () => {
    const index = orderIndex(tables.documents, tables.orders);
    const found = await Array.fromAsync(index.byShop('oak', Date.parse(minutes(2)), Date.parse(minutes(6))));
    expect(found.map(({ pid }) => pid)).toEqual(['oak-4', 'oak-2']);
    expect((await list({ sinceMs: Date.parse(minutes(1)), untilMs: Date.parse(minutes(4)) })).pids).toEqual([
      'elm-3',
      'oak-2',
      'elm-1',
    ]);
  });

  it('says where it goes on, so that pages of it have each order once', async () => {
    const found: string[] = [];
    let untilMs: number | undefined;
    for (let page = 0; page < 10; page++) {
      const { orders, next } = await listOrders(ports(), { ...all, limit: 20, untilMs });
      found.push(...orders.map(({ thanku }) => thanku.pid));
      if (next === undefined) break;
      untilMs = Date.parse(next) + 1;
    }
    expect(found).toEqual((await list()).pids);
  });

  it('comes in batches: what was found, and how many orders were looked at, also where none matches', async () => {
    await Promise.all(Array.from({ length: 1700 }, (_, minute) => order('yew', minute)));
    await order('yew', 1701, { state: 'failed', reason: 'rejected' });
    await order('yew', -1, { state: 'failed', reason: 'gave-up' });
    const batches = await Array.fromAsync(listInBatches(ports(), { ...all, shops: ['yew'], state: 'failed' }));
    const pids = batches.map(({ orders }) => orders.map(({ thanku }) => thanku.pid));
    expect(pids).toEqual([['yew-1701'], [], ['yew--1']]);
    expect(batches.map(({ read: looked }) => looked)).toEqual([800, 800, 102]);
    expect(batches.map(({ next }) => next)).toEqual([undefined, undefined, undefined]);
    const [first, ...others] = await Array.fromAsync(
      listInBatches(ports(), { ...all, shops: ['yew'], state: 'posted', limit: 3 }),
    );
    expect(first?.orders.map(({ thanku }) => thanku.pid)).toEqual(['yew-1699', 'yew-1698', 'yew-1697']);
    expect(first?.next).toBe(minutes(1696));
    expect(others).toEqual([]);
  });

  it.each([
    [{ state: 'failed' }, ['elm-1']],
    // A receipt's state, as no ThankU can be rejected.
    [{ state: 'rejected' }, ['elm-3']],
    // The order's, and not that of the receipt that waits.
    [{ state: 'waiting' }, ['elm-3']],
    [{ reason: 'rejected' }, ['elm-3', 'elm-1']],
    [{ state: 'failed', reason: 'gave-up' }, []],
    [{ state: 'skipped', reason: 'cancelled' }, ['elm-301']],
    [{ reason: 'not-configured' }, ['elm-1']],
    [{ shops: ['elm'], state: 'posted' }, []],
    [{ shops: [] }, []],
  ])('%j', async (wanted, pids) => {
    expect((await list(wanted)).pids).toEqual(pids);
  });

  it.each([{}, { state: 'failed' }])(
    'goes on if the index lists an order twice, as it may during a change: %j',
    async (wanted) => {
      const { index, ...others } = ports();
      const twice: ListPorts['index'] = {
        async *byShop(...given) {
          for await (const entry of index.byShop(...given)) yield* [entry, entry];
        },
      };
      const { orders } = await listOrders({ ...others, index: twice }, { ...all, shops: ['elm'], ...wanted });
      expect(orders.map(({ thanku }) => thanku.pid)).toContain('elm-1');
    },
  );

  it('go on without an order that a newer version wrote, and say which', async () => {
    await order('ash', 1);
    await order('ash', 2);
    const Key = keys.thanku('ash', 'ash-1');
    const { Item } = await tables.documents.send(new GetCommand({ TableName: tables.orders, Key }));
    await tables.documents.send(new PutCommand({ TableName: tables.orders, Item: { ...Item, state: 'newer' } }));
    const { orders, unreadable } = await listOrders(ports(), { shops: ['ash'], sinceMs: 0, limit: 10 });
    expect(orders.map(({ thanku }) => thanku.pid)).toEqual(['ash-2']);
    expect(unreadable).toEqual([expect.stringContaining('order#ash#ash-1')]);
  });
});

describe('baskets', () => {
  beforeAll(async () => {
    const basket = (minute: number, differs: Partial<BasketState>) =>
      store.basket.insert(
        keys.basket('fir', `fir-${minute}`),
        basketRow({ shop: 'fir', pid: `fir-${minute}`, ...differs }),
      );
    for (const minute of [1, 2, 3]) await order('fir', minute, { receipt: 'created', receiptReason: 'basket' });
    await basket(1, { state: 'billed' });
    await basket(2, { state: 'rejected', reason: 'gave-up' });
    await basket(3, { state: 'billed', wanted: '9.00', refundMissed: 'too-late' });
  });
  it.each([
    [{ state: 'billed' }, ['fir-3', 'fir-1']],
    [{ state: 'rejected' }, ['fir-2']],
    [{ reason: 'gave-up' }, ['fir-2']],
    // Nothing waits for a person because of it, so this is how a person finds it.
    [{ reason: 'refund-missed' }, ['fir-3']],
  ])('are listed by %j', async (wanted, pids) => {
    expect((await list({ shops: ['fir'], ...wanted })).pids).toEqual(pids);
  });

  it('are shown in JSON instead of a receipt', async () => {
    const { orders } = await listOrders(ports(), { shops: ['fir'], sinceMs: 0, limit: 1 });
    expect(orders.map(summaryOf)).toMatchObject([
      {
        receipt: { state: 'none', reason: 'basket' },
        basket: { id: 'fir.fir-3', state: 'billed', subtotal: '50.00', wantedRefund: '9.00', refundMissed: 'too-late' },
      },
    ]);
  });
});
