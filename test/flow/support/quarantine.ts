import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CardKeysSecret } from '../../../lib/sealing/card-keys.ts';
import { openBytes } from '../../../lib/sealing/open.ts';
import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import { QuarantinedWebhook, webhookOf } from '../../../lib/quarantine/entry.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import type { FlowStack } from './flow-stack.ts';

/** What lies in the quarantine of a shop, and the webhooks again as they came. */
export async function quarantineOf(stack: FlowStack, shop: string) {
  const [Bucket = ''] = stack.endpoints().buckets;
  const { Contents = [] } = await stack.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${shop}/` }));
  return await Promise.all(
    Contents.map(async ({ Key }): Promise<{ entry: QuarantinedWebhook; webhook: RawWebhook }> => {
      const { Body } = await stack.s3.send(new GetObjectCommand({ Bucket, Key }));
      const entry = QuarantinedWebhook.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      return { entry, webhook: await webhookOf(entry, (jwe) => open(stack, jwe)) };
    }),
  );
}

async function open(stack: FlowStack, jwe: string): Promise<Uint8Array> {
  const SecretId = secretNames.giftCardKey('local');
  const { SecretString = '' } = await stack.secrets.send(new GetSecretValueCommand({ SecretId }));
  const opened = await openBytes(jwe, CardKeysSecret.parse(JSON.parse(SecretString)));
  if (opened.kind !== 'opened') throw new Error(`not to be opened: ${opened.kind}`);
  return opened.bytes;
}
