import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '../order/order.ts';
import { shopIndex, thankuSk } from '../store/keys.ts';

/** When the orders of shops were first seen. Both read the index by shop, which may be a moment behind. */
export interface OrderTimes {
  /** The shop's newest order, epoch ms; `undefined` if it has none. */
  newest(shop: string): Promise<number | undefined>;
  /** The shop's orders since `sinceMs`, epoch ms, ascending. */
  since(shop: string, sinceMs: number): Promise<number[]>;
}

/** What the reads below name, and the keys, which they use. The role of reconcile allows only these. */
export const orderTimesAttributes = ['pk', 'sk', 'shop', 'createdAt'];

const Entry = z.object({ sk: z.string(), createdAt: Instant });

/** Twenty entries cost no more than one. One might not be enough: an order has up to three rows, and late receipts have newer ones. */
const newestPageSize = 20;

export function orderTimes(client: DynamoDBDocumentClient, table: string): OrderTimes {
  async function* newestFirst(shop: string, sinceMs: number, pageSize?: number): AsyncGenerator<number> {
    const query = {
      TableName: table,
      IndexName: shopIndex,
      KeyConditionExpression: 'shop = :shop AND createdAt >= :since',
      ExpressionAttributeValues: { ':shop': shop, ':since': new Date(sinceMs).toISOString() },
      Select: 'SPECIFIC_ATTRIBUTES' as const,
      ProjectionExpression: 'sk, createdAt',
      ScanIndexForward: false,
    };
    for await (const { Items = [] } of paginateQuery({ client, ...(pageSize && { pageSize }) }, query)) {
      for (const { sk, createdAt } of z.array(Entry).parse(Items)) if (sk === thankuSk) yield Date.parse(createdAt);
    }
  }
  return {
    async newest(shop) {
      for await (const createdMs of newestFirst(shop, 0, newestPageSize)) return createdMs;
      return undefined;
    },
    since: async (shop, sinceMs) => (await Array.fromAsync(newestFirst(shop, sinceMs))).toReversed(),
  };
}
