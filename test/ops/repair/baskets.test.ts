import { expect, it } from 'vitest';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { rowsSoFar } from '../../../ops/orders/wait.ts';
import { applyRefreeze } from '../../../ops/repair/apply-refreeze.ts';
import { proposeRefreeze, type RefreezePorts } from '../../../ops/repair/refreeze.ts';
import { expediteOrder, retryOrder } from '../../../ops/repair/retry-order.ts';
import { basketRow, nowMs, refundable, thankuRow } from '../../lib/order/rows.ts';
import { orderWith, settingsWith, storedAs } from '../../lib/order/support.ts';
import { memoryTables } from '../../support/memory-tables.ts';

const thanx = { credential: 'main', merchantId: 'm1', currency: 'EUR', mode: 'baskets', locationUid: 'l1' };
const basket = {
  id: 'oak.oak-1',
  orderTimestamp: '2026-03-01T10:00:00.000Z',
  locationUid: 'l1',
  items: [{ id: '1', name: 'Order #1001', price: '50.00' }],
  subtotal: '50.00',
  payments: [],
};
const plan = { credential: 'main', merchantId: 'm1', email: 'ada@example.com', basket };
const order = orderWith({ orderId: '1', beforeTax: '50.00' });

/** An order with a basket, and an operator who may have corrected the settings. */
async function orderWithBasket(differs: Partial<BasketState>, { corrected = {}, isKept = true } = {}) {
  const tables = memoryTables();
  const store = orderStore(tables.documents, tables.orders);
  const settledAt = '2026-03-01T12:00:00.000Z';
  await store.thanku.insert(
    keys.thanku('oak', 'oak-1'),
    thankuRow({
      state: 'posted',
      orderId: '1',
      receipt: 'created',
      receiptReason: 'basket',
      ...(!isKept && { settledAt }),
    }),
  );
  const key = keys.basket('oak', 'oak-1');
  await store.basket.insert(key, basketRow(differs));
  if (isKept) await store.payload.insert(keys.payload('oak', 'oak-1'), { order, basket: plan });
  const woken: string[] = [];
  const settings = settingsWith({}, { shop: 'oak', thanx: { ...thanx, ...corrected } });
  const ports: RefreezePorts = {
    store,
    settings: async () => storedAs(settings),
    sendOrders: async () => undefined,
    wakeReceipt: async ({ credential, pid }) => void woken.push(`${credential} ${pid}`),
    now: () => nowMs,
    newId: () => 'r1',
    simulateAll: false,
  };
  const row = () => store.basket.get(key);
  return { ports, store, woken, row, payload: () => store.payload.get(keys.payload('oak', 'oak-1')) };
}

const lastError = { at: '2026-03-01T11:00:00.000Z', code: 'rejected', status: 400 };
const refused = { state: 'rejected', reason: 'rejected', dueKind: 'stuck', lastError, attempts: 3 } as const;

it('a refused basket is sent once more', async () => {
  const { ports, woken, row } = await orderWithBasket(refused);
  expect(await retryOrder(ports, 'oak', 'oak-1')).toEqual({ kind: 'retried', parts: ['basket'] });
  expect(await row()).toMatchObject({ state: 'waiting', attempts: 0, dueKind: 'receipt', notBefore: nowMs });
  expect(woken).toEqual(['main oak-1']);
  expect(await retryOrder(ports, 'oak', 'oak-1')).toEqual({ kind: 'nothing-failed' });
});

it('a refused refund is sent once more, long after the order’s data is deleted', async () => {
  const failed = { state: 'refund-failed', wanted: '10.00', refundable: refundable() } as const;
  const { ports, woken, row } = await orderWithBasket(failed, { isKept: false });
  expect((await rowsSoFar(ports, { shop: 'oak', pid: 'oak-1' })).basket?.state).toBe('refund-failed');
  expect(await retryOrder(ports, 'oak', 'oak-1')).toEqual({ kind: 'retried', parts: ['basket'] });
  expect(await row()).toMatchObject({ state: 'refunding', wanted: '10.00', refundable: {} });
  expect(woken).toEqual(['main oak-1']);
});

it('but not once nothing says any more whose it was', async () => {
  const { ports, woken, row } = await orderWithBasket({ state: 'refund-failed', wanted: '10.00' }, { isKept: false });
  expect(await retryOrder(ports, 'oak', 'oak-1')).toEqual({ kind: 'data-gone' });
  expect(await row()).toMatchObject({ state: 'refund-failed' });
  expect(woken).toEqual([]);
});

it('what waits for its next attempt is tried now, and a stopped one isn’t', async () => {
  const later = { notBefore: nowMs + 60_000, dueAt: nowMs + 60_000 };
  const waits = await orderWithBasket(later);
  expect(await expediteOrder(waits.ports, 'oak', 'oak-1', { isFree: true })).toEqual(['basket']);
  expect(await waits.row()).toMatchObject({ notBefore: nowMs });
  const stopped = await orderWithBasket({ ...later, waitsFor: 'hold' });
  expect(await expediteOrder(stopped.ports, 'oak', 'oak-1', { isFree: true })).toEqual([]);
});

it('a refused basket gets what the current settings ask for, under the same ID', async () => {
  const { ports, woken, row, payload } = await orderWithBasket(refused, {
    corrected: { locationUid: 'l2', credential: 'second' },
  });
  const proposal = await proposeRefreeze(ports, 'oak', 'oak-1');
  if (proposal.kind === 'no') throw new Error(proposal.because);
  expect(proposal.parts.flatMap(({ part, differences }) => [part, ...differences.map(({ field }) => field)])).toEqual([
    'basket',
    'basket.credential',
    'basket.locationUid',
  ]);
  expect(await applyRefreeze(ports, proposal)).toEqual({ kind: 'refrozen', parts: ['basket'] });
  expect(await row()).toMatchObject({ state: 'waiting', frozen: 'r1', credential: 'second', attempts: 0 });
  const [refrozen] = (await payload())?.refrozen ?? [];
  expect(refrozen?.basket?.basket).toMatchObject({ id: basket.id, locationUid: 'l2' });
  expect(woken).toEqual(['second oak-1']);
  // Somebody else has read it before.
  expect(await applyRefreeze(ports, proposal)).toEqual({ kind: 'changed-meanwhile' });
});

it.each<[string, Partial<BasketState>, object, string]>([
  ['if an attempt was never answered', { maybeBilled: true }, { locationUid: 'l2' }, 'may-exist'],
  ['if nothing would change', {}, {}, 'same'],
  ['if the settings would leave it out', {}, { currency: 'USD' }, 'left-out'],
])('its plan is kept %s', async (_, differs, corrected, because) => {
  const { ports } = await orderWithBasket({ ...refused, ...differs }, { corrected });
  expect(await proposeRefreeze(ports, 'oak', 'oak-1')).toMatchObject({
    parts: [{ part: 'basket', kept: { because } }],
  });
});

it('stays what it is if the shop sends receipts now', async () => {
  const { ports, row } = await orderWithBasket(refused, { corrected: { mode: 'receipts', locationUid: undefined } });
  expect(await proposeRefreeze(ports, 'oak', 'oak-1')).toMatchObject({ parts: [{ kept: { because: 'left-out' } }] });
  expect(await retryOrder(ports, 'oak', 'oak-1')).toEqual({ kind: 'retried', parts: ['basket'] });
  expect(await row()).toMatchObject({ state: 'waiting', credential: 'main' });
});

it('a refund has no plan that could be replaced', async () => {
  const { ports } = await orderWithBasket({ state: 'refund-failed', wanted: '10.00', maybeBilled: true });
  expect(await proposeRefreeze(ports, 'oak', 'oak-1')).toEqual({ kind: 'no', because: 'nothing-failed' });
});
