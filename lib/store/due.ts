import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueIndex, type DueKind } from './keys.ts';

/** So long at most the index lags behind a row. */
export const indexLagMs = 2000;

/** A row the index says is due. A hint: read the row itself, consistently, before acting. */
export const DueEntry = z.object({ pk: z.string(), sk: z.string(), dueAt: z.number() });
export type DueEntry = z.infer<typeof DueEntry>;

/** The rows of one shelf that are due by `untilMs`, and not before `fromMs`, the longest overdue first, page by page. */
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

/** The shop and pid of an order's row; `undefined` for other rows. */
export function orderOf(pk: string): { shop: string; pid: string } | undefined {
  const [, shop, pid] = orderKey.exec(pk) ?? [];
  return shop === undefined || pid === undefined ? undefined : { shop, pid };
}
