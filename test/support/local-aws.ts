import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { adminUrlsAt, clientConfig } from '../../lib/local-stack/endpoints.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { createTables, startDynamoDb, type DynamoDb } from '../../local/aws/dynamodb.ts';
import { startSecretsManager, type SecretsManager } from '../../local/aws/secrets-manager.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { writeEndpoints } from '../../local/endpoints.ts';
import { customerKey } from './customer-key.ts';
import { createOrdersTable } from './tables.ts';

/** The tables and secrets that operators work on, as the local stack has them, without the rest of it. */
export interface LocalAws {
  /** What `LOCAL_DIR` is to be. */
  folder: string;
  documents: DynamoDBDocumentClient;
  ordersTable: string;
  settingsTable: string;
  controlTable: string;
  secrets: SecretsManager;
  onWrite: DynamoDb['onWrite'];
  /** Everything in a table. */
  all(table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const region = 'eu-central-1';
const [settingsTable, controlTable] = ['thankflow-local-settings', 'thankflow-local-control'];
const ordersTable = 'thankflow-local-orders';
const nowhere = 'http://127.0.0.1:9';

/** Where the local stack's other parts are to be; else nowhere. */
interface Elsewhere {
  api?: string;
  thanku?: string;
  thanx?: string;
}

export async function startLocalAws({
  api = nowhere,
  thanku = nowhere,
  thanx = nowhere,
}: Elsewhere = {}): Promise<LocalAws> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-ops-'));
  const dynamodb = await startDynamoDb(folder, true);
  const secrets = await startSecretsManager(folder, { region, accountId: '000000000000' });
  secrets.create([{ name: secretNames.customerKey('local'), value: JSON.stringify(customerKey) }]);
  const keys = {
    keySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' as const },
      { AttributeName: 'sk', KeyType: 'RANGE' as const },
    ],
    attributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' as const },
      { AttributeName: 'sk', AttributeType: 'S' as const },
    ],
    globalSecondaryIndexes: [],
  };
  await createTables(
    dynamodb.url,
    region,
    [settingsTable, controlTable].map((name) => Object.assign({ name }, keys)),
  );
  const aws = { dynamodb: dynamodb.url, secretsManager: secrets.url };
  writeEndpoints(folder, {
    api,
    aws: {
      sqs: nowhere,
      s3: nowhere,
      eventBridge: nowhere,
      lambda: nowhere,
      cloudWatch: nowhere,
      logs: nowhere,
      ...aws,
    },
    region,
    thanku,
    thanx,
    klaviyo: nowhere,
    adminUrls: adminUrlsAt(nowhere),
    queues: {},
    tables: [ordersTable, settingsTable, controlTable],
    buckets: [],
    shops: [],
    functions: {},
    events: nowhere,
    faults: nowhere,
    logs: folder,
  });
  const documents = documentClient(clientConfig(dynamodb.url, region));
  await createOrdersTable(documents, ordersTable);
  return {
    folder,
    documents,
    ordersTable,
    settingsTable,
    controlTable,
    secrets,
    onWrite: dynamodb.onWrite,
    all: async (table) =>
      (await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [],
    async close() {
      documents.destroy();
      await Promise.all([dynamodb.close(), secrets.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
