import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import type { Key } from '../store/rows.ts';
import { bucketCount, type Grants } from './window.ts';

/** The row that all of a credential's workers share. */
export interface GrantsRow {
  /**
   * Strongly consistent.
   * @throws ThankflowError `bad-row` if it doesn't parse
   */
  read(): Promise<Stored | undefined>;
  /**
   * Writes if the row is still the one that was read (`undefined`: none); returns false if it isn't. It also returns false if the SDK retries
   * a write that had succeeded. Those grants then expire unused, which is safe.
   */
  write(grants: Grants, read: Stored | undefined): Promise<boolean>;
}

export interface Stored {
  grants: Grants;
  version: number;
  /** Attributes that this version doesn't know. */
  unknown: object;
}

/** `v` is the version, `g` the grants. The names are short because the row must stay below 1 KB, one write unit. */
const Item = z.object({ v: z.int().positive(), g: z.instanceof(Uint8Array) });

export const grantsRow = (documents: DynamoDBDocumentClient, TableName: string, { pk, sk }: Key): GrantsRow => ({
  async read() {
    const answer = await documents.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
    if (answer.Item === undefined) return undefined;
    const { pk: _, sk: __, v, g, ...unknown } = answer.Item;
    const item = Item.safeParse({ v, g });
    const grants = item.success ? unpackGrants(item.data.g) : undefined;
    if (!item.success || grants === undefined) throw new ThankflowError('bad-row', `row ${pk} ${sk} does not parse`);
    return { grants, version: item.data.v, unknown };
  },
  async write(grants, read) {
    const condition =
      read === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': read.version } };
    try {
      const item = { ...read?.unknown, pk, sk, v: (read?.version ?? 0) + 1, g: packGrants(grants) };
      await documents.send(new PutCommand({ TableName, Item: item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});

const format = 1;
const instantBytes = 8;
/** Format, credit, number of recent grants, bucket length, newest bucket, three times. */
const headBytes = 1 + 1 + 1 + 4 + 4 * instantBytes;
const countBytes = bucketCount / 2;
/** A recent grant: ms before the newest bucket's end. */
const recentBytes = 4;

/** Two buckets per byte, times as 64-bit floats. */
export function packGrants(grants: Grants): Uint8Array {
  const { bucketMs, newest, counts, recent } = grants;
  const bytes = new Uint8Array(headBytes + countBytes + recent.length * recentBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, format);
  view.setUint8(1, grants.pollCredit);
  view.setUint8(2, recent.length);
  view.setUint32(3, bucketMs);
  const instants = [newest, grants.newestAtMs, grants.blockedUntilMs, grants.receiptsWaitUntilMs];
  instants.forEach((instant, index) => view.setFloat64(7 + index * instantBytes, instant));
  for (let at = 0; at < countBytes; at++) {
    bytes[headBytes + at] = ((counts[2 * at] ?? 0) << 4) | (counts[2 * at + 1] ?? 0);
  }
  const endMs = (newest + 1) * bucketMs;
  // 32 bits reach back 49 days, longer than any window.
  recent.forEach((atMs, index) =>
    view.setUint32(headBytes + countBytes + index * recentBytes, Math.min(0xffff_ffff, endMs - atMs)),
  );
  return bytes;
}

/** Returns `undefined` if this version doesn't know the format. */
export function unpackGrants(bytes: Uint8Array): Grants | undefined {
  if (bytes.length < headBytes + countBytes || bytes[0] !== format) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const recentCount = view.getUint8(2);
  if (bytes.length !== headBytes + countBytes + recentCount * recentBytes) return undefined;
  const bucketMs = view.getUint32(3);
  const instant = (index: number) => view.getFloat64(7 + index * instantBytes);
  const newest = instant(0);
  const counts = new Uint8Array(bucketCount);
  for (let at = 0; at < countBytes; at++) {
    const both = bytes[headBytes + at] ?? 0;
    counts[2 * at] = both >> 4;
    counts[2 * at + 1] = both & 15;
  }
  const endMs = (newest + 1) * bucketMs;
  const recent = Array.from(
    { length: recentCount },
    (_, index) => endMs - view.getUint32(headBytes + countBytes + index * recentBytes),
  );
  return {
    bucketMs,
    newest,
    counts,
    recent,
    newestAtMs: instant(1),
    blockedUntilMs: instant(2),
    receiptsWaitUntilMs: instant(3),
    pollCredit: view.getUint8(1),
  };
}
