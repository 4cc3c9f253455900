import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ThankflowError } from '../../lib/errors.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';

/** The quarantine bucket, for operators. */
export interface QuarantineBucket {
  /** Yields the keys of one shop's entries or of all, by shop and then by day, and when each was written, epoch ms. */
  objects(shop?: string): AsyncIterable<{ key: string; writtenAtMs: number }>;
  /** Returns `undefined` if the entry is gone. @throws `bad-row` if the object isn't an entry */
  get(key: string): Promise<QuarantinedWebhook | undefined>;
  delete(key: string): Promise<void>;
}

export function quarantineBucket(s3: S3Client, bucket: string): QuarantineBucket {
  return {
    async *objects(shop) {
      const from = { Bucket: bucket, ...(shop !== undefined && { Prefix: `${shop}/` }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, from)) {
        for (const { Key: key, LastModified } of Contents)
          if (key !== undefined) yield { key, writtenAtMs: LastModified?.getTime() ?? 0 };
      }
    },
    async get(key) {
      let text: string | undefined;
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        text = await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
      const entry = QuarantinedWebhook.safeParse(jsonOrUndefined(text ?? ''));
      if (entry.success) return entry.data;
      throw new ThankflowError(
        'bad-row',
        `the object ${key} is not a quarantined webhook: look at it in the AWS console`,
      );
    },
    async delete(key) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

const objectKey = /^([^/]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\.json$/;

export function partsOfKey(key: string): { shop: string; day: string; id: string } | undefined {
  const [, shop, day, id] = objectKey.exec(key) ?? [];
  return shop === undefined || day === undefined || id === undefined ? undefined : { shop, day, id };
}
