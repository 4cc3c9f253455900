import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { forTerminal } from '../../ops/cli/terminal.ts';
import type { Activity } from './activity.ts';

/** A row that a function writes. */
const Put = z.object({
  TableName: z.string(),
  Item: z.object({
    pk: z.object({ S: z.string() }).transform(({ S }) => S),
    sk: z.object({ S: z.string() }).transform(({ S }) => S),
  }),
});

/**
 * Reads each order's and receipt's row after a function has written it, one at a time.
 * @returns a function to call with every successful request to DynamoDB
 */
export function watchRows(documents: DynamoDBDocumentClient, table: string, activity: Activity) {
  const { thanku, receipt } = orderStore(documents, table);
  let reading = Promise.resolve();
  const read = async (key: { pk: string; sk: string }) => {
    if (key.sk === thankuSk) {
      const row = await thanku.get(key);
      if (row !== undefined) activity.order(row);
    } else {
      const row = await receipt.get(key);
      if (row !== undefined) activity.receipt(row);
    }
  };
  return (operation: string, body: string): void => {
    if (operation !== 'PutItem') return;
    const put = Put.safeParse(JSON.parse(body));
    if (!put.success || put.data.TableName !== table) return;
    const key = put.data.Item;
    if (key.sk !== thankuSk && key.sk !== receiptSk) return;
    reading = reading.then(
      () => read(key),
      () => read(key),
    );
    // The next read continues.
    reading.catch((error: unknown) => console.error(forTerminal(`local stack: a row can't be read: ${String(error)}`)));
  };
}
