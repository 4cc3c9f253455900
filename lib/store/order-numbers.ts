import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keys } from './keys.ts';

/** The attributes that `findByNumber` reads. */
export const numberAttributes = ['pk', 'sk'];

/** Returns the pids of the orders with this human number, usually one. */
export async function findByNumber(
  documents: DynamoDBDocumentClient,
  table: string,
  { shop, number }: { shop: string; number: string },
): Promise<string[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.number(shop, number, '').pk },
      // order-status may read named attributes only.
      Select: 'SPECIFIC_ATTRIBUTES',
      ProjectionExpression: 'sk',
      ConsistentRead: true,
      Limit: 10,
    }),
  );
  return z
    .array(z.object({ sk: z.string() }))
    .parse(Items)
    .map((item) => item.sk);
}
