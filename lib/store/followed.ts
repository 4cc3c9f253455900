import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { OrderKey } from '../order/order-key.ts';
import { orderOf } from './due.ts';
import { userIndex } from './keys.ts';

const Entries = z.array(z.object({ pk: z.string() }));

/**
 * Returns the orders with a receipt of a member that Thanx hasn't decided about, and that were paid between two times (epoch ms, both included). The
 * index may be a moment behind, so read the rows before you act.
 */
export type FollowedReceipts = (userId: string, fromMs: number, untilMs: number) => Promise<OrderKey[]>;

export const followedReceipts =
  (documents: DynamoDBDocumentClient, table: string): FollowedReceipts =>
  async (userId, fromMs, untilMs) => {
    const query = {
      TableName: table,
      IndexName: userIndex,
      KeyConditionExpression: 'userId = :user AND purchasedAtMs BETWEEN :from AND :until',
      ExpressionAttributeValues: { ':user': userId, ':from': fromMs, ':until': untilMs },
    };
    const orders: OrderKey[] = [];
    for await (const { Items = [] } of paginateQuery({ client: documents }, query))
      for (const { pk } of Entries.parse(Items)) {
        const order = orderOf(pk);
        if (order !== undefined) orders.push(order);
      }
    return orders;
  };
