import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DueEntry } from '../../lib/store/due.ts';
import { dueIndex, type DueKind } from '../../lib/store/keys.ts';
import type { StageAws } from '../aws.ts';

/** A shelf of the due index, as the index says it; it may be a moment behind the rows. */
export interface Shelf {
  kind: DueKind;
  /** How many rows lie on it; `atLeast` of them where counting ended early. */
  count: number;
  atLeast: boolean;
  /** The first ones, the longest due first. */
  first: DueEntry[];
}

export interface ShelfLimits {
  /** How many entries to keep. */
  first: number;
  /** Where counting ends. */
  countTo: number;
  /** Only what is due by this instant, epoch ms. */
  dueBy?: number;
}

/** Counts one shelf by the index: pages of keys only, none of the rows is read. */
export async function readShelf(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  kind: DueKind,
  { first, countTo, dueBy = Number.MAX_SAFE_INTEGER }: ShelfLimits,
): Promise<Shelf> {
  const shelf: Shelf = { kind, count: 0, atLeast: false, first: [] };
  const query = {
    TableName: ordersTable,
    IndexName: dueIndex,
    KeyConditionExpression: 'dueKind = :kind AND dueAt <= :by',
    ExpressionAttributeValues: { ':kind': kind, ':by': dueBy },
  };
  for await (const page of paginateQuery({ client: documents }, query)) {
    const items = page.Items ?? [];
    shelf.count += items.length;
    const wanted = items.slice(0, Math.max(0, first - shelf.first.length));
    shelf.first.push(...z.array(DueEntry).parse(wanted));
    shelf.atLeast = shelf.count >= countTo && page.LastEvaluatedKey !== undefined;
    if (shelf.atLeast) break;
  }
  return shelf;
}
