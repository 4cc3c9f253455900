import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { documentClient } from '../../../lib/store/documents.ts';
import { createTables, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { mendIndexes } from '../../../local/aws/mend-indexes.ts';
import type { TableModel } from '../../../local/template/model.ts';

/** As dynalite opens it. */
interface Store {
  iterator(): AsyncIterable<[string, Record<string, unknown>]>;
  put(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
  close(): Promise<void>;
}
const { Level } = createRequire(import.meta.resolve('dynalite'))('level') as {
  Level: new (path: string, options: object) => Store;
};

const region = 'eu-central-1';
const table: TableModel = {
  name: 'orders',
  keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  attributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'dueKind', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  globalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueKind', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-mend-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withTable<Result>(work: (documents: ReturnType<typeof documentClient>, url: string) => Promise<Result>) {
  const server = await startDynamoDb(folder, false);
  await createTables(server.url, region, [table]);
  const documents = documentClient(clientConfig(server.url, region));
  try {
    return await work(documents, server.url);
  } finally {
    documents.destroy();
    await server.close();
  }
}

const put = (documents: ReturnType<typeof documentClient>, Item: Record<string, unknown>) =>
  documents.send(new PutCommand({ TableName: 'orders', Item }));
async function look(documents: ReturnType<typeof documentClient>) {
  const due = await documents.send(
    new QueryCommand({
      TableName: 'orders',
      IndexName: 'due',
      KeyConditionExpression: 'dueKind = :kind',
      ExpressionAttributeValues: { ':kind': 'thanku' },
    }),
  );
  const rows = await documents.send(new ScanCommand({ TableName: 'orders' }));
  return {
    due: (due.Items ?? []).map(({ pk, dueAt }) => `${pk} ${dueAt}`).sort(),
    rows: (rows.Items ?? []).map(({ pk, state }) => `${pk} ${state}`).sort(),
  };
}

/** Every entry of the index, as it lies on the disk. */
async function entriesOf(store: Store) {
  const entries: [string, Record<string, unknown>][] = [];
  for await (const [key, value] of store.iterator()) if (key.startsWith('index-global~')) entries.push([key, value]);
  return entries;
}

it('index entries of a process that was killed between them and their rows are mended', async () => {
  await withTable(async (documents) => {
    await put(documents, { pk: 'settled', dueKind: 'thanku', dueAt: 5, state: 'waiting' });
    await put(documents, { pk: 'moved', dueKind: 'thanku', dueAt: 6, state: 'waiting' });
    await put(documents, { pk: 'gone', dueKind: 'thanku', dueAt: 7, state: 'waiting' });
    await put(documents, { pk: 'lost', dueKind: 'thanku', dueAt: 8, state: 'waiting' });
    await put(documents, { pk: 'right', dueKind: 'thanku', dueAt: 9, state: 'waiting' });
  });
  let store = new Level(join(folder, 'dynamodb'), { valueEncoding: 'json' });
  const before = await entriesOf(store);
  expect(before).toHaveLength(5);
  const pkOf = ([, { pk }]: (typeof before)[number]) => (pk as { S: string }).S;
  for (const entry of before) if (pkOf(entry) === 'lost') await store.del(entry[0]);
  for await (const [key, value] of store.iterator()) {
    if (key.startsWith('item-') && (value['pk'] as { S: string } | undefined)?.S === 'gone') await store.del(key);
  }
  await store.close();
  await withTable(async (documents) => {
    await put(documents, { pk: 'settled', state: 'posted' });
    await put(documents, { pk: 'moved', dueKind: 'thanku', dueAt: 66, state: 'waiting' });
  });
  store = new Level(join(folder, 'dynamodb'), { valueEncoding: 'json' });
  for (const entry of before) if (['settled', 'moved'].includes(pkOf(entry))) await store.put(...entry);
  await store.close();

  await withTable(async (documents, url) => {
    const rows = ['lost waiting', 'moved waiting', 'right waiting', 'settled posted'];
    expect(await look(documents)).toEqual({ due: ['gone 7', 'moved 6', 'moved 66', 'right 9', 'settled 5'], rows });
    expect(await mendIndexes(url, region, [table])).toBe(4);
    expect(await look(documents)).toEqual({ due: ['lost 8', 'moved 66', 'right 9'], rows });
    expect(await mendIndexes(url, region, [table])).toBe(0);
  });
});

it('a start knows whether the one before was killed', async () => {
  const startIn = async (name: string) => {
    const { wasKilled, close } = await startDynamoDb(join(folder, name), false);
    const files = await readdir(join(folder, name));
    await close();
    return { wasKilled, files };
  };
  const first = await startIn('another');
  expect(first.wasKilled).toBe(false);
  expect((await startIn('another')).wasKilled).toBe(false);
  // What lies there while it runs lies there still.
  await mkdir(join(folder, 'killed'));
  for (const file of first.files.filter((name) => name !== 'dynamodb'))
    await writeFile(join(folder, 'killed', file), '');
  expect((await startIn('killed')).wasKilled).toBe(true);
});
