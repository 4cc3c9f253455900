import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../../lib/batches.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { plant } from '../../test/ops/report/orders.ts';
import { memoryTables } from '../../test/support/memory-tables.ts';

export const shops = ['oak', 'elm'] as const;
const stepMs = 300_000;
/** One in so many orders was refused. */
const refusedEach = 900;
const perChunk = 2000;
const writers = 8;

/** What the order with this place has: the newest is 0. */
export function orderAt(place: number, endMs: number) {
  const shop = shops[place % 2] ?? 'oak';
  return {
    shop,
    orderId: String(5_000_000 + place),
    number: `#${place}`,
    createdAt: new Date(endMs - place * stepMs).toISOString(),
  };
}

/**
 * Plants orders of two shops: ThankU, receipt, and the row that finds them by number, one every five minutes. The product's own code writes the rows into
 * memory, and they are copied from there, because the local table takes batches much faster.
 */
export async function plantOrders(
  documents: DynamoDBDocumentClient,
  ordersTable: string,
  { count, endMs }: { count: number; endMs: number },
): Promise<void> {
  for (let from = 0; from < count; from += perChunk) {
    const memory = memoryTables();
    const store = orderStore(memory.documents, memory.orders);
    for (let place = from; place < Math.min(count, from + perChunk); place++) {
      const order = orderAt(place, endMs);
      const pid = `${order.shop}-${order.orderId}`;
      const isRefused = place % refusedEach === refusedEach - 1;
      const settled = { settledAt: order.createdAt };
      const common = { ...order, amount: '29.35', cause: 'PlantTrees', impact: 1, id: `thanku-${place}` } as const;
      if (isRefused)
        await plant(store, { ...common, state: 'failed', reason: 'rejected', refusals: 1, announced: true });
      else await plant(store, { ...common, ...settled, state: 'posted' }, { amount: '29.35', id: `receipt-${place}` });
      await store.putNumber(order.shop, order.number, pid);
    }
    const rows = await memory.all(memory.orders);
    const batches = chunksOf(rows, 25);
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let at = writer; at < batches.length; at += writers) {
          const requests = (batches[at] ?? []).map((Item) => ({ PutRequest: { Item } }));
          await documents.send(new BatchWriteCommand({ RequestItems: { [ordersTable]: requests } }));
        }
      }),
    );
  }
}
