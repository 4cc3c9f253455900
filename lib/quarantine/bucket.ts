import { ListObjectsV2Command, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { quarantineKey, type QuarantinedWebhook } from './entry.ts';

export const s3Client = (config: S3ClientConfig): S3Client => new S3Client(config);

/** Writes an entry to the quarantine bucket. Resolves once S3 has confirmed it. */
export async function putInQuarantine(s3: S3Client, bucket: string, entry: QuarantinedWebhook): Promise<void> {
  const Body = JSON.stringify(entry);
  const Key = quarantineKey(entry);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
}

/** Whether no webhook of a shop is in quarantine. */
export async function isQuarantineEmpty(s3: S3Client, bucket: string, shop: string): Promise<boolean> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${shop}/`, MaxKeys: 1 }));
  return Contents.length === 0;
}

/** How many webhooks are in quarantine, up to a thousand: one page of S3's list. */
export async function countQuarantined(s3: S3Client, bucket: string): Promise<number> {
  const { KeyCount, Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return KeyCount ?? Contents.length;
}
