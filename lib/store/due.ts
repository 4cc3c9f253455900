import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueIndex, type DueKind } from './keys.ts';

/** How far the index may be behind the rows. */
export const indexLagMs = 2000;

/** A row that is due according to the index. It's a hint: read the row itself, consistently, before you act. */
export const DueEntry = z.object({ pk: z.string(), sk: z.string(), dueAt: z.number() });
export type DueEntry = z.infer<typeof DueEntry>;

/** Yields the rows of a due kind that are due between `fromMs` and `untilMs` (epoch), the longest overdue first. */
export type DueEntries = (kind: DueKind, untilMs: number, fromMs?: number) => AsyncIterable<DueEntry>;

export const dueEntries = (documents: DynamoDBDocumentClient, table: string): DueEntries =>
  async function* (kind, untilMs, fromMs = 0) {
    const query = {
      TableName: table,
      IndexName: dueIndex,
      KeyConditionExpression: 'dueKind = :kind AND dueAt BETWEEN :from AND :until',
      ExpressionAttributeValues: { ':kind': kind, ':from': fromMs, ':until': untilMs },
      Limit: 1000,
    };
    for await (const { Items = [] } of paginateQuery({ client: documents }, query))
      yield* z.array(DueEntry).parse(Items);
  };

const orderKey = /^order#([^#]+)#([^#]+)$/;

/** The shop and pid in the partition key of an order's row; `undefined` for other rows. */
export function orderOf(pk: string): { shop: string; pid: string } | undefined {
  const [, shop, pid] = orderKey.exec(pk) ?? [];
  return shop === undefined || pid === undefined ? undefined : { shop, pid };
}
