import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { documentClient } from '../../../lib/store/documents.ts';
import { createTables, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { dynamoDbModel, type DynamoDbModel } from '../../../sim/aws/dynamodb.ts';
import { tablesOf } from '../../../sim/aws/tables.ts';
import { createdAs } from './created-as.ts';
import { commandOf, orders, steps, type Step } from './dynamodb-steps.ts';

type Answer = Record<string, unknown>;
type Send = (command: unknown) => Promise<unknown>;

/** More than there are keys. */
const mostPages = 40;
const region = 'eu-central-1';
let folder: string;
let server: Awaited<ReturnType<typeof startDynamoDb>>;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-conformance-'));
  server = await startDynamoDb(folder, true);
  await createTables(server.url, region, tablesOf('local').map(createdAs));
  documents = documentClient(clientConfig(server.url, region));
});

afterAll(async () => {
  documents.destroy();
  await server.close();
  await rm(folder, { recursive: true });
});

/** What a step comes to: its answer, or the name of its error. A query is followed to its last page. */
async function outcome(send: Send, step: Step): Promise<unknown> {
  const pages: Answer[] = [];
  try {
    let start: Answer | undefined;
    do {
      const { $metadata: _, ...answer } = (await send(commandOf(step, start))) as Answer;
      start = answer['LastEvaluatedKey'] as Answer | undefined;
      pages.push(answer);
      if (pages.length > mostPages) throw new Error('the pages have no end');
    } while (start !== undefined);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    pages.push({ error: error.name });
  }
  return comparable(step, pages);
}

/** Without what DynamoDB leaves open: the order of a scan, of a batch, and of rows with the same keys in an index. */
function comparable({ name, input }: Step, pages: Answer[]): unknown {
  if (name === 'batchGet')
    return pages.map(({ Responses, ...answer }) => ({
      ...answer,
      rows: Responses && sorted((Responses as Record<string, Answer[]>)[orders]!),
    }));
  if (name !== 'scan' && input['IndexName'] !== 'by-id') return pages;
  return {
    pages: pages.map(({ ScannedCount, error, LastEvaluatedKey }) => [
      ScannedCount,
      error,
      LastEvaluatedKey !== undefined,
    ]),
    rows: sorted(pages.flatMap(({ Items = [] }) => Items as Answer[])),
  };
}

const sorted = (rows: Answer[]): Answer[] => rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
const text = ({ pk, sk, ...rest }: Answer): string => JSON.stringify([pk, sk, rest]);

/** What the steps came to, so that they can't all come to nothing without a failure. */
const met = new Set<string>();

function whatCame({ name, input }: Step, answer: unknown): string {
  const said = JSON.stringify(answer);
  const error = /"error":"(\w+)"/.exec(said)?.[1];
  return `${name} ${error ?? (said.includes('"pk"') ? 'rows' : 'nothing')} ${typeof input['IndexName'] === 'string' ? input['IndexName'] : ''}`.trim();
}

async function empty(model: DynamoDbModel): Promise<void> {
  const deletes = [...model.rows(orders)].map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  for (let at = 0; at < deletes.length; at += 25)
    await documents.send(new BatchWriteCommand({ RequestItems: { [orders]: deletes.slice(at, at + 25) } }));
}

it('the model of DynamoDB answers as the stand-in does', async () => {
  const property = fc.asyncProperty(steps, async (sequence) => {
    const model = dynamoDbModel({ tables: tablesOf('local'), now: () => 0, indexLagMs: () => 0 });
    try {
      for (const [at, step] of sequence.entries()) {
        const wanted = await outcome((command) => documents.send(command as never), step);
        const got = await outcome(async (command) => model.execute(command), step);
        met.add(whatCame(step, wanted));
        expect({ at, step, answer: got }).toEqual({ at, step, answer: wanted });
      }
    } finally {
      await empty(model);
    }
  });
  await fc.assert(property, { seed: 20_261_109, numRuns: 60 });
  const rows = [
    'get rows',
    'batchGet rows',
    'scan rows',
    'query rows',
    'query rows due',
    'query rows by-shop',
    'query rows by-id',
  ];
  const meant = ['put nothing', 'put ConditionalCheckFailedException', 'put ValidationException', 'delete nothing'];
  expect([...met]).toEqual(expect.arrayContaining([...meant, ...rows]));
}, 120_000);
