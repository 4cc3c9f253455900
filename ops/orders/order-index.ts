import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { orderOf } from '../../lib/store/due.ts';
import { idIndex, shopIndex, thankuSk } from '../../lib/store/keys.ts';

/** An order in an index. Only a hint: read its rows. */
export interface IndexedOrder {
  shop: string;
  pid: string;
}

const Entry = z.object({ pk: z.string(), sk: z.string() });

/** All simulated ThankUs share this ID of the vendor. */
const maxById = 20;

/** The end of the year 9999: instants are compared as texts of the same length. */
const lastMs = Date.UTC(10_000, 0);

/** Finds orders in indexes that may be a moment behind. */
export interface OrderIndex {
  /** Returns the first few orders whose ThankU or receipt has this ID at its partner. */
  byId(id: string): Promise<IndexedOrder[]>;
  /** Yields a shop's orders first seen from `sinceMs` until before `untilMs` (epoch), newest first, each once. */
  byShop(shop: string, sinceMs: number, untilMs?: number): AsyncIterable<IndexedOrder & { createdAt: string }>;
}

export function orderIndex(client: DynamoDBDocumentClient, table: string): OrderIndex {
  return {
    async byId(id) {
      const query = {
        TableName: table,
        IndexName: idIndex,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': id },
        Limit: maxById,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        const orders = z
          .array(Entry)
          .parse(Items)
          .map(({ pk }) => orderOf(pk));
        return orders.filter((order) => order !== undefined);
      }
      return [];
    },
    async *byShop(shop, sinceMs, untilMs = lastMs) {
      const query = {
        TableName: table,
        IndexName: shopIndex,
        KeyConditionExpression: 'shop = :shop AND createdAt BETWEEN :since AND :until',
        ExpressionAttributeValues: {
          ':shop': shop,
          ':since': new Date(sinceMs).toISOString(),
          ':until': new Date(untilMs - 1).toISOString(),
        },
        ScanIndexForward: false,
      };
      for await (const { Items = [] } of paginateQuery({ client, pageSize: 300 }, query)) {
        for (const { pk, sk, createdAt } of z.array(Entry.extend({ createdAt: z.string() })).parse(Items)) {
          const order = orderOf(pk);
          if (order !== undefined && sk === thankuSk) yield { ...order, createdAt };
        }
      }
    },
  };
}
