import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, type GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { documentClient } from '../../lib/store/documents.ts';

/** Real tables in this process's memory, behind the real client. */
export interface Tables {
  documents: DynamoDBDocumentClient;
  orders: string;
  control: string;
  /** Everything in a table. */
  all(table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const due: GlobalSecondaryIndex = {
  IndexName: 'due',
  KeySchema: [
    { AttributeName: 'dueKind', KeyType: 'HASH' },
    { AttributeName: 'dueAt', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

const byShop: GlobalSecondaryIndex = {
  IndexName: 'by-shop',
  KeySchema: [
    { AttributeName: 'shop', KeyType: 'HASH' },
    { AttributeName: 'createdAt', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

const byId: GlobalSecondaryIndex = {
  IndexName: 'by-id',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

const byUser: GlobalSecondaryIndex = {
  IndexName: 'by-user',
  KeySchema: [
    { AttributeName: 'userId', KeyType: 'HASH' },
    { AttributeName: 'purchasedAtMs', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

const keys = [
  { AttributeName: 'pk', KeyType: 'HASH' as const },
  { AttributeName: 'sk', KeyType: 'RANGE' as const },
];
const ofStrings = (names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

/** A table for orders, with its indexes. */
export async function createOrdersTable(documents: DynamoDBDocumentClient, name: string): Promise<void> {
  const strings = ofStrings(['pk', 'sk', 'dueKind', 'shop', 'createdAt', 'id', 'userId']);
  const numbers = ['dueAt', 'purchasedAtMs'].map((AttributeName) => ({ AttributeName, AttributeType: 'N' as const }));
  await documents.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: keys,
      AttributeDefinitions: [...strings, ...numbers],
      GlobalSecondaryIndexes: [due, byShop, byUser, byId],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await untilActive(documents, name);
}

/** A table is only found a moment after its creation is confirmed. */
async function untilActive(documents: DynamoDBDocumentClient, TableName: string): Promise<void> {
  while ((await documents.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== 'ACTIVE');
}

export async function startTables(): Promise<Tables> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const documents = documentClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createOrdersTable(documents, 'orders');
  await documents.send(
    new CreateTableCommand({
      TableName: 'control',
      KeySchema: keys,
      AttributeDefinitions: ofStrings(['pk', 'sk']),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await untilActive(documents, 'control');
  return {
    documents,
    orders: 'orders',
    control: 'control',
    all: async (table) =>
      (await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [],
    async close() {
      documents.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
