import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Key } from '../store/rows.ts';

/** As much of any row on the due index as says where it stands now. Nothing of it is personal. */
export const CurrentRow = z.object({
  pk: z.string(),
  sk: z.string(),
  state: z.string().optional(),
  reason: z.string().optional(),
  resends: z.number().optional(),
  stuck: z.string().optional(),
  dueKind: z.string().optional(),
  dueAt: z.number().optional(),
});
export type CurrentRow = z.infer<typeof CurrentRow>;

const fields = Object.keys(CurrentRow.shape);

/** Reads a row of the orders table, strongly consistently, whatever its kind. `undefined`: it is gone. */
export const currentRow =
  (documents: DynamoDBDocumentClient, table: string) =>
  async ({ pk, sk }: Key): Promise<CurrentRow | undefined> => {
    const { Item } = await documents.send(
      new GetCommand({
        TableName: table,
        Key: { pk, sk },
        ConsistentRead: true,
        ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      }),
    );
    return Item === undefined ? undefined : CurrentRow.parse(Item);
  };
