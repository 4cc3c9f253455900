import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pidOf } from '../../../lib/order/pid.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderIndex } from '../../../ops/orders/order-index.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import { findOrders } from '../../../ops/orders/find.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';

let tables: Tables;
let store: OrderStore;
const shops = ['oak', 'elm'].map((shop) => ({ shop, pidPrefix: `${shop}-` }));
const at = '2026-03-01T12:00:00.000Z';

async function order(shop: string, orderId: string, differs: Partial<ThankuState> = {}): Promise<string> {
  const pid = pidOf(`${shop}-`, orderId);
  const row: ThankuState = {
    shop,
    pid,
    orderId,
    state: 'posted',
    attempts: 1,
    notBefore: 0,
    receipt: 'none',
    createdAt: at,
    updatedAt: at,
    ...differs,
  };
  await store.thanku.insert(keys.thanku(shop, pid), row);
  if (differs.number !== undefined) await store.putNumber(shop, differs.number, pid);
  return pid;
}

const find = (text: string, among = shops) =>
  findOrders({ store, index: orderIndex(tables.documents, tables.orders) }, among, text);

beforeAll(async () => {
  tables = memoryTables();
  store = orderStore(tables.documents, tables.orders);
  await order('oak', '4711', { number: '#1001', id: 'sUiS29M3t0CbhOvATxnS' });
  await order('elm', '4712', { number: '1001' });
  await order('elm', '820982911946154508');
  await order('oak', 'order no. 7/2026');
  await store.receipt.insert(keys.receipt('elm', 'elm-4712'), {
    shop: 'elm',
    pid: 'elm-4712',
    orderId: '4712',
    credential: 'main',
    state: 'submitted',
    id: 'rcpt-77120004',
    attempts: 1,
    notBefore: 0,
    createdAt: at,
    updatedAt: at,
  });
});
afterAll(() => tables.close());

describe('an order is found', () => {
  it('by the link of its customer’s page', async () => {
    const link = (shop: string, orderId: string) =>
      `https://api.example.com/t/${shop}?${new URLSearchParams({ o: orderId, k: 'f'.repeat(32) }).toString()}`;
    expect(await find(link('oak', '4711'))).toEqual([{ shop: 'oak', pid: 'oak-4711', by: 'link' }]);
    expect(await find(link('elm', '4711'))).toEqual([]);
    expect(await find(link('oak', '1001'))).toEqual([]);
  });

  it.each([
    ['its key', 'oak/oak-4711', 'oak-4711', 'key'],
    ['its pid', 'oak-4711', 'oak-4711', 'key'],
    ['the platform’s id', '4711', 'oak-4711', 'platform id'],
    ['an id that no pid can hold', 'order no. 7/2026', pidOf('oak-', 'order no. 7/2026'), 'platform id'],
    ['Shopify’s GraphQL id', 'gid://shopify/Order/820982911946154508', 'elm-820982911946154508', 'platform id'],
    ['its ThankU’s id', 'sUiS29M3t0CbhOvATxnS', 'oak-4711', 'ThankU or receipt id'],
    ['its ThankU’s link', 'https://thx.to/you/sUiS29M3t0CbhOvATxnS?lang=de', 'oak-4711', 'ThankU or receipt id'],
    ['its receipt’s id', 'rcpt-77120004', 'elm-4712', 'ThankU or receipt id'],
    ['its basket’s id', 'elm.elm-4712', 'elm-4712', 'basket id'],
    ['with spaces around it', '  4712 ', 'elm-4712', 'platform id'],
  ])('by %s', async (_, text, pid, by) => {
    expect(await find(text)).toEqual([expect.objectContaining({ pid, by })]);
  });

  it.each(['1001', '#1001'])('by its number %s, written either way, in each shop that has one', async (text) => {
    const found = await find(text);
    expect(found.map(({ shop, pid, by }) => [shop, pid, by])).toEqual([
      ['oak', 'oak-4711', 'number'],
      ['elm', 'elm-4712', 'number'],
    ]);
  });

  it('only among the shops that are asked', async () => {
    const [, elm] = shops;
    expect(await find('#1001', [elm!])).toMatchObject([{ shop: 'elm' }]);
    expect(await find('sUiS29M3t0CbhOvATxnS', [elm!])).toEqual([]);
  });

  it.each(['', ' ', '#', '/', 'https://', 'x'.repeat(3000), '💥', '%00', 'oak/', 'https://x.example/%E0%A4%A'])(
    'not by %j, which is nobody’s',
    async (text) => {
      expect(await find(text)).toEqual([]);
    },
  );
});
