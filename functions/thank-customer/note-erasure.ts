import type { S3Client } from '@aws-sdk/client-s3';
import type { ErasureNote } from '../../lib/privacy/erasure-log.ts';
import { workerClient } from '../../lib/worker-client.ts';

/** Keeps notes of erasures in a bucket. */
export function noteErasure(bucket: string): (note: ErasureNote) => Promise<void> {
  let s3: S3Client | undefined;
  return async (note) => {
    // Loaded on demand: the S3 client is the largest of all, and few messages need it.
    const { putErasureNote, s3Client } = await import('../../lib/privacy/erasure-log.ts');
    s3 ??= s3Client(workerClient);
    await putErasureNote(s3, bucket, note);
  };
}
