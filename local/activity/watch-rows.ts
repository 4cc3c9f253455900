import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { basketSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
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

interface Key {
  pk: string;
  sk: string;
}

/**
 * Reads each order's, receipt's and basket's row after a function has written it, one at a time.
 * @returns a function to call with every successful request to DynamoDB
 */
export function watchRows(documents: DynamoDBDocumentClient, table: string, activity: Activity) {
  const { thanku, receipt, basket } = orderStore(documents, table);
  let reading = Promise.resolve();
  const shown: Record<string, (key: Key) => Promise<void>> = {
    [thankuSk]: async (key) => shownIfThere(await thanku.get(key), activity.order),
    [receiptSk]: async (key) => shownIfThere(await receipt.get(key), activity.receipt),
    [basketSk]: async (key) => shownIfThere(await basket.get(key), activity.basket),
  };
  return (operation: string, body: string): void => {
    if (operation !== 'PutItem') return;
    const put = Put.safeParse(JSON.parse(body));
    if (!put.success || put.data.TableName !== table) return;
    const key = put.data.Item;
    const show = shown[key.sk];
    if (show === undefined) return;
    reading = reading.then(
      () => show(key),
      () => show(key),
    );
    // The next read continues.
    reading.catch((error: unknown) => console.error(forTerminal(`local stack: a row can't be read: ${String(error)}`)));
  };
}

function shownIfThere<Row>(row: Row | undefined, show: (row: Row) => void): void {
  if (row !== undefined) show(row);
}
