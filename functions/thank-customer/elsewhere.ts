import type { SQSClient } from '@aws-sdk/client-sqs';
import { workerClient } from '../../lib/worker-client.ts';
import type { S3Client } from '@aws-sdk/client-s3';
import { queueCounts } from '../../lib/queue/counts.ts';

/** Whether DLQs and quarantine are empty. SQS counts roughly: a tombstone stops a missed letter's replay. */
export function isElsewhereEmpty(
  sqs: SQSClient,
  deadLetterUrls: readonly string[],
  bucket: string,
): (shop: string) => Promise<boolean> {
  let s3: S3Client | undefined;
  return async (shop) => {
    for (const url of deadLetterUrls) {
      const { waiting, held, delayed } = await queueCounts(sqs, url);
      if (waiting + held + delayed > 0) return false;
    }
    // Loaded on demand: the S3 client is the largest of all, and few messages need it.
    const { isQuarantineEmpty, s3Client } = await import('../../lib/quarantine/bucket.ts');
    s3 ??= s3Client(workerClient);
    return await isQuarantineEmpty(s3, bucket, shop);
  };
}
