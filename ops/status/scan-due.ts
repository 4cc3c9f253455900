import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DueEntry } from '../../lib/store/due.ts';
import { dueIndex, type DueKind } from '../../lib/store/keys.ts';
import type { StageAws } from '../stage/aws.ts';

/** The rows of one due kind in the index, which may be a moment behind. */
export interface ScannedDue {
  kind: DueKind;
  /** The number of rows. `atLeast`: counting ended early. */
  count: number;
  atLeast: boolean;
}

export interface ScanLimits {
  /** Where counting ends. */
  countTo: number;
  /** Only rows due by this time, epoch ms. */
  dueBy?: number;
  /** Called with the first `first` entries, longest due first. */
  first?: number;
  see?: (entries: DueEntry[]) => Promise<void> | void;
}

/** Counts the rows of one due kind in the index. Reads only keys, no rows. */
export async function scanDue(
  { documents, ordersTable }: Pick<StageAws, 'documents' | 'ordersTable'>,
  kind: DueKind,
  { countTo, dueBy = Number.MAX_SAFE_INTEGER, first = 0, see }: ScanLimits,
): Promise<ScannedDue> {
  const scanned: ScannedDue = { kind, count: 0, atLeast: false };
  const query = {
    TableName: ordersTable,
    IndexName: dueIndex,
    KeyConditionExpression: 'dueKind = :kind AND dueAt <= :by',
    ExpressionAttributeValues: { ':kind': kind, ':by': dueBy },
  };
  for await (const { Items = [], LastEvaluatedKey } of paginateQuery({ client: documents }, query)) {
    const wanted = Items.slice(0, Math.max(0, first - scanned.count));
    scanned.count += Items.length;
    if (wanted.length > 0) await see?.(z.array(DueEntry).parse(wanted));
    scanned.atLeast = scanned.count >= countTo && LastEvaluatedKey !== undefined;
    if (scanned.atLeast) break;
  }
  return scanned;
}
