import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { quarantineKey, type QuarantinedWebhook } from './entry.ts';

/** Puts an entry into the quarantine bucket. Resolves only after S3 took it. */
export async function putInQuarantine(s3: S3Client, bucket: string, entry: QuarantinedWebhook): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: quarantineKey(entry),
      Body: JSON.stringify(entry),
      ContentType: 'application/json',
    }),
  );
}
