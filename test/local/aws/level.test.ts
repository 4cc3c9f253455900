import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { AbstractValueIterator } from 'abstract-level';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { documentClient } from '../../../lib/store/documents.ts';
import { createTables, startDynamoDb } from '../../../local/aws/dynamodb.ts';

const region = 'eu-central-1';
const TableName = 'orders';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-level-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function withRow(work: (documents: ReturnType<typeof documentClient>) => Promise<void>): Promise<void> {
  const server = await startDynamoDb(folder, false);
  const documents = documentClient(clientConfig(server.url, region));
  try {
    await createTables(server.url, region, [
      {
        name: TableName,
        keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        globalSecondaryIndexes: [],
      },
    ]);
    await documents.send(new PutCommand({ TableName, Item: { pk: 'a' } }));
    await work(documents);
  } finally {
    documents.destroy();
    await server.close();
  }
}

it('has dynalite close what it reads rows with: each query and scan would keep its memory otherwise', async () => {
  await withRow(async (documents) => {
    const close = vi.spyOn(AbstractValueIterator.prototype, 'close');
    const ExpressionAttributeValues = { ':pk': 'a' };
    await documents.send(
      new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues }),
    );
    await documents.send(new ScanCommand({ TableName }));
    expect(close).toHaveBeenCalledTimes(2);
  });
});

it('keeps what is written at the same time', async () => {
  const ids = Array.from({ length: 50 }, (_, n) => `at-once-${n}`);
  const all = async (documents: ReturnType<typeof documentClient>) =>
    ((await documents.send(new ScanCommand({ TableName }))).Items ?? []).map(({ pk }) => pk).toSorted();
  await withRow(async (documents) => {
    await Promise.all(ids.map((pk) => documents.send(new PutCommand({ TableName, Item: { pk } }))));
    const [gone = '', ...left] = ids;
    await Promise.all([
      documents.send(new DeleteCommand({ TableName, Key: { pk: gone } })),
      ...left.map((pk) => documents.send(new PutCommand({ TableName, Item: { pk, changed: true } }))),
    ]);
    expect(await all(documents)).toEqual(['a', ...left].toSorted());
  });
  await withRow(async (documents) => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName }));
    expect(Items.filter(({ changed }) => changed === true)).toHaveLength(49);
  });
});
