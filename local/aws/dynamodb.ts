import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { AbstractValueIterator } from 'abstract-level';
import db from 'dynalite/db/index.js';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { serve, withBody, type BodyHandler } from '../http/serve.ts';
import { dynamoDbOperations } from './dynamodb-operations.ts';
import { spareThreads } from './spare-threads.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';
import type { TableModel } from '../template/model.ts';

/** This file exists while DynamoDB runs. If it exists at a start, the last run was killed. */
const inUse = 'dynamodb-in-use';

export interface DynamoDb {
  url: string;
  handler: BodyHandler;
  /** Its indexes must be repaired. */
  wasKilled: boolean;
  /** Calls the listener with the name of each table that has been written to. */
  onWrite(listener: (table: string) => void): void;
  close(): Promise<void>;
}

/** Starts DynamoDB, by dynalite. Its data is kept in `folder` or in memory. */
export async function startDynamoDb(folder: string, inMemory: boolean): Promise<DynamoDb> {
  const path = inMemory ? undefined : join(folder, 'dynamodb');
  const wasKilled = !inMemory && existsSync(join(folder, inUse));
  if (path !== undefined) {
    await mkdir(path, { recursive: true });
    await writeFile(join(folder, inUse), '');
  }
  mendLevel();
  spareThreads();
  const store = db.create({ ...(path !== undefined && { path }), createTableMs: 0 });
  const listeners: ((table: string) => void)[] = [];
  const handler = dynamoDbOperations(store, (table) => listeners.forEach((listener) => listener(table)));
  const served = await serve(withBody(handler));
  return {
    url: served.url,
    handler,
    wasKilled,
    onWrite: (listener) => void listeners.push(listener),
    close: async () => {
      await served.close();
      await new Promise<void>((resolve, reject) => {
        store.lifecycleManager.gracefulClose((error) => (error ? reject(error) : resolve()));
      });
      if (path !== undefined) await rm(join(folder, inUse), { force: true });
    },
  };
}

/** Creates missing tables. @throws LocalError for a table whose keys or indexes differ from the template's */
export async function createTables(url: string, region: string, tables: readonly TableModel[]): Promise<void> {
  const client = new DynamoDBClient(clientConfig(url, region));
  for (const table of tables) {
    const indexes = table.globalSecondaryIndexes;
    const wanted = shape(table.keySchema, indexes);
    const present = await existing(client, table.name);
    if (present && !isDeepStrictEqual(present, wanted))
      throw new LocalError(
        `The table ${table.name} in this folder has other keys or indexes than the template. Start with --fresh (the local data is lost).`,
      );
    if (present) continue;
    await client.send(
      new CreateTableCommand({
        TableName: table.name,
        KeySchema: table.keySchema,
        AttributeDefinitions: table.attributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
        ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
      }),
    );
    while ((await client.send(new DescribeTableCommand({ TableName: table.name }))).Table?.TableStatus !== 'ACTIVE');
  }
  client.destroy();
}

interface Part {
  AttributeName?: string | undefined;
  KeyType?: string | undefined;
}

interface Index {
  IndexName?: string | undefined;
  KeySchema?: readonly Part[] | undefined;
}

function shape(keySchema: readonly Part[], indexes: readonly Index[]) {
  const parts = (schema: readonly Part[] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`);
  return {
    keys: parts(keySchema),
    indexes: Object.fromEntries(indexes.map(({ IndexName = '', KeySchema }) => [IndexName, parts(KeySchema)])),
  };
}

async function existing(client: DynamoDBClient, TableName: string) {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return shape(Table?.KeySchema ?? [], Table?.GlobalSecondaryIndexes ?? []);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * dynalite 4.0.0 closes its iterators with `return`, which abstract-level 3 doesn't have. If they stayed open, every query and scan would keep
 * its memory and its version of the rows until the stack stops.
 */
function mendLevel(): void {
  Reflect.set(AbstractValueIterator.prototype, 'return', function closeIterator(this: { close(): Promise<void> }) {
    return this.close();
  });
}
