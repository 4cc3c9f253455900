import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import type { Tables } from '../../support/tables.ts';

export const statusKey = 'tf_0123456789abcdef';
export const hash = `sha256:${createHash('sha256').update(statusKey).digest('hex')}`;

/** Tables with orders of `oak-shop`: two have the same number, one is simulated, one's customer was erased, and a newer version wrote one. */
export async function ordersOfOak(): Promise<Tables> {
  const tables = memoryTables();
  const store = orderStore(tables.documents, tables.orders);
  const at = '2026-03-01T12:00:00.000Z';
  const order: ThankuState = {
    shop: 'oak-shop',
    pid: 'oak-shop-4711',
    orderId: '4711',
    number: '#1001',
    state: 'posted',
    id: 'abc',
    link: 'https://www.thanku.social/thanks/abc',
    certificateNum: '328',
    cause: 'PlantTrees',
    impact: 2,
    language: 'de',
    attempts: 1,
    notBefore: 0,
    receipt: 'created',
    announced: true,
    createdAt: at,
    updatedAt: at,
  };
  const put = async (differs: Partial<ThankuState>) => {
    const row = { ...order, ...differs };
    await store.thanku.insert(keys.thanku(row.shop, row.pid), row);
    if (row.number !== undefined) await store.putNumber(row.shop, row.number, row.pid);
  };
  await put({});
  await store.receipt.insert(keys.receipt('oak-shop', 'oak-shop-4711'), {
    shop: 'oak-shop',
    pid: 'oak-shop-4711',
    orderId: '4711',
    credential: 'main',
    state: 'submitted',
    id: 'r1',
    attempts: 1,
    notBefore: 0,
    createdAt: at,
    updatedAt: at,
  });
  await put({
    pid: 'oak-shop-5',
    orderId: '5',
    number: '#7',
    state: 'simulated',
    receipt: 'none',
    receiptReason: 'simulated',
  });
  await put({ pid: 'oak-shop-6', orderId: '6', number: '#7' });
  await put({ pid: 'oak-shop-9', orderId: '9', number: undefined, nameErased: true });
  const newer = { ...order, pid: 'oak-shop-10', orderId: '10', number: undefined, language: 'fr' };
  const Item = { ...keys.thanku('oak-shop', newer.pid), ...newer };
  await tables.documents.send(new PutCommand({ TableName: tables.orders, Item }));
  await put({ pid: 'oak-shop-8', orderId: '8', number: undefined, state: 'early' });
  return tables;
}
