import { BasketState } from '../../lib/order/basket/state.ts';
import { dueFields } from '../../lib/order/due.ts';
import { GiftCardsState, GiftCardState } from '../../lib/order/gift-cards/state.ts';
import { LastError } from '../../lib/order/history.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import {
  basketStanding,
  cardsStanding,
  receiptStanding,
  thankuStanding,
  type Standing,
} from '../../lib/order/standing.ts';
import { ThankuState } from '../../lib/order/thanku/state.ts';
import { basketSk, giftCardsSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { chunksOf } from '../../lib/batches.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { CurrentRow } from '../../lib/stuck/current-row.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';

/** The fields of `CurrentRow` and those that are shown. Contains nothing personal. */
export const SeenRow = CurrentRow.extend({
  shop: z.string().optional(),
  receiptReason: z.string().optional(),
  waitsFor: z.string().optional(),
  credential: z.string().optional(),
  createdAt: z.string().optional(),
  lastError: LastError.partial().optional(),
  refundMissed: z.string().optional(),
  cards: z.array(z.object({ state: z.string(), reason: z.string().optional() })).optional(),
  deliveries: z
    .array(
      z.object({
        target: z.string(),
        state: z.string(),
        reason: z.string().optional(),
        lastError: LastError.partial().optional(),
      }),
    )
    .optional(),
  at: z.string().optional(),
  since: z.string().optional(),
  detail: z.string().optional(),
  stuckSince: dueFields.stuckSince,
});
export type SeenRow = z.infer<typeof SeenRow>;

const due = { dueKind: ThankuState.shape.dueKind, dueAt: ThankuState.shape.dueAt };
const ThankuFields = z.object({ ...ThankuState.pick({ state: true, reason: true, stuck: true }).shape, ...due });
const ReceiptFields = z.object({
  ...ReceiptState.pick({ state: true, reason: true, resends: true, waitsFor: true }).shape,
  ...due,
});
const BasketFields = z.object({
  ...BasketState.pick({ state: true, reason: true, waitsFor: true }).shape,
  ...due,
});
const CardsFields = z.object({
  cards: z.array(z.object(GiftCardState.pick({ state: true, reason: true }).shape)),
  waitsFor: GiftCardsState.shape.waitsFor,
  ...due,
});

/** Returns where the parts of an order's row stand. Empty for other rows, and for states that this version doesn't know. */
export function standingsOfRow(row: SeenRow, nowMs: number): Standing[] {
  const thanku = row.sk === thankuSk ? ThankuFields.safeParse(row).data : undefined;
  const receipt = row.sk === receiptSk ? ReceiptFields.safeParse(row).data : undefined;
  const basket = row.sk === basketSk ? BasketFields.safeParse(row).data : undefined;
  const cards = row.sk === giftCardsSk ? CardsFields.safeParse(row).data : undefined;
  return [
    ...(thanku === undefined ? [] : [thankuStanding(thanku, undefined, nowMs)]),
    ...(receipt === undefined ? [] : [receiptStanding(receipt, undefined, nowMs)]),
    ...(basket === undefined ? [] : [basketStanding(basket, undefined, nowMs)]),
    ...(cards === undefined ? [] : cardsStanding(cards, undefined, nowMs)),
  ];
}

type Tables = Pick<StageAws, 'documents' | 'ordersTable'>;

const Row = z.record(z.string(), z.unknown());

const Answer = z.object({
  Responses: z.record(z.string(), z.array(Row)).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(z.record(z.string(), z.unknown())) })).default({}),
});

/** The maximum of BatchGetItem. */
const batchSize = 100;
const batchConcurrency = 8;
const maxTries = 8;

/** Reads rows strongly consistently, in any order. Missing rows are left out. */
export async function* readRows(aws: Tables, keys: readonly Key[]): AsyncIterable<SeenRow[]> {
  const wanted = { attributes: Object.keys(SeenRow.shape), consistent: true };
  for await (const rows of readAttributesOf(aws, keys, wanted)) yield z.array(SeenRow).parse(rows);
}

interface Wanted {
  /** Attributes of rows. Others aren't returned, but cost the same. Default: all. */
  attributes?: readonly string[];
  /** Costs twice as much. Without it, rows may be a second old. */
  consistent: boolean;
}

/** Reads rows, or some of their attributes, in any order, each once. Missing rows are left out. */
export async function* readAttributesOf(
  aws: Tables,
  keys: readonly Key[],
  wanted: Wanted,
): AsyncIterable<z.infer<typeof Row>[]> {
  // While a row's place in an index changes, the index may list it twice, and BatchGetItem refuses that.
  const once = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
  for (const batches of chunksOf(chunksOf(once, batchSize), batchConcurrency)) {
    yield (await Promise.all(batches.map((batch) => readBatch(aws, batch, wanted)))).flat();
  }
}

async function readBatch(
  { documents, ordersTable }: Tables,
  batch: readonly Key[],
  { attributes, consistent }: Wanted,
): Promise<z.infer<typeof Row>[]> {
  const names = attributes && Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  const found: z.infer<typeof Row>[] = [];
  let Keys: Record<string, unknown>[] = batch.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; tries < maxTries; tries++) {
    const table = {
      Keys,
      ConsistentRead: consistent,
      ...(names && { ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names }),
    };
    const answer = Answer.parse(await documents.send(new BatchGetCommand({ RequestItems: { [ordersTable]: table } })));
    found.push(...(answer.Responses[ordersTable] ?? []));
    Keys = answer.UnprocessedKeys[ordersTable]?.Keys ?? [];
    if (Keys.length === 0) return found;
    await sleep(50 * 2 ** tries);
  }
  throw new ThankflowError('unavailable', 'DynamoDB throttles these reads. Wait a minute and repeat the command.');
}
