import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import type { Key } from './rows.ts';

/**
 * Reads a row with only the attributes that the schema names. Strongly consistent. `undefined`: there is no row.
 * @throws ThankflowError `bad-row` if they don't parse
 */
export async function readAttributes<Row>(
  documents: DynamoDBDocumentClient,
  table: string,
  schema: z.ZodObject & z.ZodType<Row>,
  Key: Key,
): Promise<Row | undefined> {
  const names = Object.keys(schema.shape);
  const { Item } = await documents.send(
    new GetCommand({
      TableName: table,
      Key,
      ConsistentRead: true,
      // Some names are reserved words in DynamoDB.
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    }),
  );
  if (Item === undefined) return undefined;
  const row = schema.safeParse(Item);
  if (row.success) return row.data;
  const where = row.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ThankflowError('bad-row', `row ${Key.pk} ${Key.sk} does not parse at: ${where}`);
}
