import {
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import type { TableModel } from '../template/model.ts';
import { clientConfig } from './client-config.ts';

type Item = Record<string, AttributeValue>;

/**
 * Makes the indexes say what the rows say. dynalite changes a row's index entries first and the row afterwards; killed in between, it
 * would leave an entry that nothing takes away any more, or a row that its index has lost, which DynamoDB never does. Nobody else may
 * write meanwhile. Gives how many entries were wrong.
 */
export async function mendIndexes(url: string, region: string, tables: readonly TableModel[]): Promise<number> {
  const client = new DynamoDBClient(clientConfig(url, region));
  let mended = 0;
  for (const table of tables) mended += await mendTable(client, table);
  client.destroy();
  return mended;
}

async function mendTable(client: DynamoDBClient, table: TableModel): Promise<number> {
  const { name: TableName, keySchema, globalSecondaryIndexes } = table;
  if (globalSecondaryIndexes.length === 0) return 0;
  const primaryKey = picked(keySchema.map(({ AttributeName }) => AttributeName));
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const rows = new Map<string, Item>();
  for await (const row of scan(client, TableName)) rows.set(JSON.stringify(primaryKey(row)), row);

  let mended = 0;
  for (const { IndexName, KeySchema } of globalSecondaryIndexes) {
    const indexKey = picked(KeySchema.map(({ AttributeName }) => AttributeName));
    const indexed = new Set<string>();
    for (const entry of await Array.fromAsync(scan(client, TableName, IndexName))) {
      const key = primaryKey(entry) ?? {};
      const row = rows.get(JSON.stringify(key));
      const isRight = row !== undefined && JSON.stringify(indexKey(row)) === JSON.stringify(indexKey(entry));
      if (isRight) indexed.add(JSON.stringify(key));
      else {
        // Whoever puts a row where the entry says, and moves it on from there, takes the entry away.
        await put({ ...row, ...key, ...indexKey(entry) });
        if (row === undefined) await client.send(new DeleteItemCommand({ TableName, Key: key }));
        else await put(row);
        mended += 1;
      }
    }
    for (const [key, row] of rows) {
      if (indexKey(row) === undefined || indexed.has(key)) continue;
      await put(row);
      mended += 1;
    }
  }
  return mended;
}

/** These attributes, in this order; `undefined` where one is missing. */
const picked =
  (names: readonly string[]) =>
  (item: Item): Item | undefined => {
    const found = names.flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return found.length === names.length ? Object.fromEntries(found) : undefined;
  };

async function* scan(client: DynamoDBClient, TableName: string, IndexName?: string): AsyncGenerator<Item> {
  const of = IndexName === undefined ? { ConsistentRead: true } : { IndexName };
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ...of })) yield* Items;
}
