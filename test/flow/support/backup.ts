import { BatchWriteCommand, paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../../../lib/batches.ts';

/** The rows of each table. */
export type Backup = Map<string, Record<string, unknown>[]>;

export async function rowsIn(documents: DynamoDBDocumentClient, TableName: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  const scan = paginateScan({ client: documents }, { TableName, ConsistentRead: true });
  for await (const { Items = [] } of scan) rows.push(...Items);
  return rows;
}

/** Stands for the backup that DynamoDB can make of any second of the last 35 days. */
export const backUpTables = async (documents: DynamoDBDocumentClient, tables: readonly string[]): Promise<Backup> =>
  new Map(await Promise.all(tables.map(async (table) => [table, await rowsIn(documents, table)] as const)));

/** Stands for the restore of all tables under their names. */
export async function putTablesBack(documents: DynamoDBDocumentClient, backup: Backup): Promise<void> {
  const write = async (table: string, requests: object[]) => {
    for (const some of chunksOf(requests, 25))
      await documents.send(new BatchWriteCommand({ RequestItems: { [table]: some } }));
  };
  for (const [table, rows] of backup) {
    const gone = (await rowsIn(documents, table)).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
    await write(table, gone);
    await write(
      table,
      rows.map((Item) => ({ PutRequest: { Item } })),
    );
  }
}
