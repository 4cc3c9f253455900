import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { customerStore, type CustomerStore } from '../../../lib/store/orders.ts';
import { importActionOf } from '../../../ops/import/action.ts';
import { orderWith, settingsWith } from '../../lib/order/support.ts';
import { customers } from '../../support/customer-key.ts';
import { startTables, type Tables } from '../../support/tables.ts';

let tables: Tables;
let store: CustomerStore;
beforeAll(async () => {
  tables = await startTables();
  store = customerStore(tables.documents, tables.orders, customers);
});
afterAll(() => tables.close());

const reversedAt = '2026-02-28T13:00:00.000Z';
const key = keys.thanku('oak-shop', 'oak-shop-4711');
const row: ThankuState = {
  shop: 'oak-shop',
  pid: 'oak-shop-4711',
  orderId: '4711',
  state: 'skipped',
  reason: 'cancelled',
  reversed: { kind: 'cancelled', at: reversedAt },
  attempts: 0,
  notBefore: 0,
  receipt: 'none',
  createdAt: reversedAt,
  updatedAt: reversedAt,
};

it.each([
  ['claim', 'a newer change undoes its reversal', {}, '2026-02-28T13:01:00.000Z'],
  ['there', 'the change is older than its reversal', {}, '2026-02-28T12:59:00.000Z'],
  ['there', 'nobody signs when it changed', {}, undefined],
  ['there', 'something of it was tried', { attempts: 1 }, '2026-02-28T13:01:00.000Z'],
  ['claim', 'it was cancelled before it was paid, and restored', { state: 'early' }, '2026-02-28T13:01:00.000Z'],
  ['cancelled', 'it was cancelled before it was paid', { state: 'early' }, '2026-02-28T12:59:00.000Z'],
] as const)('an order of a file is %s where %s, as its claim decides', async (kind, _, differs, changedAt) => {
  await store.thanku.delete(key);
  await store.thanku.insert(key, { ...row, ...differs });
  const order = orderWith({ paidAt: '2026-02-28T12:00:00.000Z' });
  const at = reversedAt;
  const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  const ports = { store, settings: settingsWith(), simulateAll: false, nowMs };
  expect(
    await importActionOf({ type: 'paid', shop: 'oak-shop', at, order, ...(changedAt && { changedAt }) }, ports),
  ).toMatchObject({ kind });
});
