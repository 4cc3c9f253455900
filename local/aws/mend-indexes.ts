import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateScan,
  PutItemCommand,
  type AttributeValue,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import type { TableModel } from '../template/model.ts';

type Item = Record<string, AttributeValue>;

/**
 * Repairs the indexes, while nobody else writes. dynalite changes a row's index entries before the row. If it was killed in between, an index
 * keeps an entry forever or lacks a row, which never happens in DynamoDB.
 * @returns how many entries were wrong
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
  const primaryKey = picked(namesOf(keySchema));
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName, Item }));
  const whole = async (Key: Item) =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  // There may be many rows, so only their keys are read.
  const keys = new Set([keySchema, ...globalSecondaryIndexes.map(({ KeySchema }) => KeySchema)].flatMap(namesOf));
  const rows = new Map<string, Item>();
  for await (const row of scan(client, { TableName, ConsistentRead: true, ...projection([...keys]) })) {
    rows.set(JSON.stringify(primaryKey(row)), row);
  }

  let mended = 0;
  for (const { IndexName, KeySchema } of globalSecondaryIndexes) {
    const indexKey = picked(namesOf(KeySchema));
    const indexed = new Set<string>();
    for (const entry of await Array.fromAsync(scan(client, { TableName, IndexName }))) {
      const key = primaryKey(entry) ?? {};
      const found = rows.get(JSON.stringify(key));
      const isRight = found !== undefined && JSON.stringify(indexKey(found)) === JSON.stringify(indexKey(entry));
      if (isRight) indexed.add(JSON.stringify(key));
      else {
        const row = await whole(key);
        // Putting a row where the entry says it is, and then moving it, removes the entry.
        await put({ ...row, ...key, ...indexKey(entry) });
        if (row === undefined) await client.send(new DeleteItemCommand({ TableName, Key: key }));
        else await put(row);
        mended += 1;
      }
    }
    for (const [key, found] of rows) {
      if (indexKey(found) === undefined || indexed.has(key)) continue;
      const row = await whole(primaryKey(found) ?? {});
      if (row !== undefined) await put(row);
      mended += 1;
    }
  }
  return mended;
}

const namesOf = (schema: TableModel['keySchema']): string[] => schema.map(({ AttributeName }) => AttributeName);

/** Returns these attributes in this order; `undefined` if one is missing. */
const picked =
  (names: readonly string[]) =>
  (item: Item): Item | undefined => {
    const found = names.flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return found.length === names.length ? Object.fromEntries(found) : undefined;
  };

/** Reads these attributes of each row, and no others. */
const projection = (
  names: readonly string[],
): Pick<ScanCommandInput, 'ProjectionExpression' | 'ExpressionAttributeNames'> => ({
  ProjectionExpression: names.map((_, index) => `#${index}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
});

async function* scan(client: DynamoDBClient, of: ScanCommandInput): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, of)) yield* Items;
}
