import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { queueCounts } from '../../lib/queue/counts.ts';
import { workerClient } from '../../lib/worker-client.ts';

/**
 * Whether nothing outside the table can contain data of a shop's customers. SQS counts approximately, so a dead letter
 * of the last minute may be missed. When it's replayed, the customer's tombstone stops it.
 */
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
