import { PutObjectCommand } from '@aws-sdk/client-s3';
import { quarantined, quarantineKey } from '../../../lib/quarantine/entry.ts';
import type { FlowStack } from './flow-stack.ts';

/** Puts a webhook of `my-shop` into the quarantine. @returns the object's key */
export async function putInQuarantine({ s3, endpoints }: FlowStack, body: string): Promise<string> {
  const webhook = { headers: {}, url: 'https://example.com/webhooks/my-shop', body: Buffer.from(body) };
  const entry = quarantined(webhook, {
    id: crypto.randomUUID(),
    shop: 'my-shop',
    platform: 'standard',
    receivedAtMs: Date.now(),
    reason: 'data.amount: expected a decimal',
    readHeaders: [],
  });
  const Key = quarantineKey(entry);
  const [Bucket] = endpoints().buckets;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(entry) }));
  return Key;
}
