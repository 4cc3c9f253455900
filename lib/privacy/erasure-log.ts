import { createHash } from 'node:crypto';
import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { jsonOrUndefined } from '../json.ts';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';

export { s3Client } from '../quarantine/bucket.ts';

/**
 * That a customer was erased. It is kept outside the tables for as long as a table can be restored to an earlier time, so
 * that the erasure can be repeated. It contains nothing personal.
 */
export const ErasureNote = openObject({
  version: z.literal(1),
  shop: ShopId,
  /** When it was noted. */
  at: Instant,
  /** The customer's keyed hashes; empty: every customer of the shop. */
  hashes: z.array(z.string()),
});
export type ErasureNote = z.infer<typeof ErasureNote>;

const dayOf = (at: string): string => at.slice(0, 'yyyy-mm-dd'.length);

/** `2026-01-31/acme/0b8e….json`: by UTC day, so that a restore lists only the days since its time. */
const keyOf = (note: ErasureNote): string => {
  const id = createHash('sha256').update(JSON.stringify(note)).digest('hex').slice(0, 32);
  return `${dayOf(note.at)}/${note.shop}/${id}.json`;
};

/** Resolves once S3 has confirmed it. */
export async function putErasureNote(s3: S3Client, bucket: string, note: ErasureNote): Promise<void> {
  const Body = JSON.stringify(note);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(note), Body, ContentType: 'application/json' }));
}

/**
 * Yields the erasures since a time, the oldest day first.
 * @throws ThankflowError `bad-row` if an object isn't a note: nobody can say whose erasure it is
 */
export async function* erasuresSince(s3: S3Client, bucket: string, sinceMs: number): AsyncGenerator<ErasureNote> {
  const from = { Bucket: bucket, StartAfter: dayOf(new Date(sinceMs).toISOString()) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, from)) {
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const note = ErasureNote.safeParse(jsonOrUndefined((await Body?.transformToString()) ?? ''));
      if (!note.success)
        throw new ThankflowError('bad-row', `the object ${Key} of ${bucket} isn't a note of an erasure`);
      if (Date.parse(note.data.at) >= sinceMs) yield note.data;
    }
  }
}
