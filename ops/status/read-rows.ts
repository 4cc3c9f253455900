import { dueFields } from '../../lib/order/due.ts';
import { LastError } from '../../lib/order/history.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { chunksOf } from '../../lib/batches.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { CurrentRow } from '../../lib/stuck/current-row.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';

/** As `CurrentRow`, and what people are shown of a row. Nothing of it is personal. */
export const SeenRow = CurrentRow.extend({
  shop: z.string().optional(),
  receiptReason: z.string().optional(),
  waitsFor: z.string().optional(),
  credential: z.string().optional(),
  createdAt: z.string().optional(),
  lastError: LastError.partial().optional(),
  cards: z.array(z.object({ state: z.string(), reason: z.string().optional() })).optional(),
  at: z.string().optional(),
  stuckSince: dueFields.stuckSince,
});
export type SeenRow = z.infer<typeof SeenRow>;

type Tables = Pick<StageAws, 'documents' | 'ordersTable'>;

const fields = Object.keys(SeenRow.shape);
const names = Object.fromEntries(fields.map((field) => [`#${field}`, field]));

const Answer = z.object({
  Responses: z.record(z.string(), z.array(SeenRow)).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(z.record(z.string(), z.unknown())) })).default({}),
});

/** BatchGetItem takes no more. */
const batchSize = 100;
const batchesAtOnce = 8;
const mostTries = 8;

/** Reads rows strongly consistently, in any order; what is not there any more is left out. */
export async function* readRows(aws: Tables, keys: readonly Key[]): AsyncIterable<SeenRow[]> {
  for (const batches of chunksOf(chunksOf(keys, batchSize), batchesAtOnce)) {
    yield (await Promise.all(batches.map((batch) => readBatch(aws, batch)))).flat();
  }
}

async function readBatch({ documents, ordersTable }: Tables, batch: readonly Key[]): Promise<SeenRow[]> {
  const found: SeenRow[] = [];
  let Keys: Record<string, unknown>[] = batch.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; tries < mostTries; tries++) {
    const table = {
      Keys,
      ConsistentRead: true,
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: names,
    };
    const answer = Answer.parse(await documents.send(new BatchGetCommand({ RequestItems: { [ordersTable]: table } })));
    found.push(...(answer.Responses[ordersTable] ?? []));
    Keys = answer.UnprocessedKeys[ordersTable]?.Keys ?? [];
    if (Keys.length === 0) return found;
    await sleep(50 * 2 ** tries);
  }
  throw new ThankflowError('unavailable', 'DynamoDB throttles these reads. Wait a minute and repeat the command.');
}
