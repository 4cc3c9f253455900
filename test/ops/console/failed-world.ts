import { writeFile } from 'node:fs/promises';
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { stages } from '../../../infra/stages.ts';
import { clientConfig, endpointsPath, readEndpoints } from '../../../lib/local-stack/endpoints.ts';
import { resourceName } from '../../../lib/naming.ts';
import { quarantined, quarantineKey } from '../../../lib/quarantine/entry.ts';
import { sendMessage } from '../../../lib/queue/send.ts';
import { queueNames } from '../../../ops/queue/names.ts';
import { createQueues, startSqsAndS3 } from '../../../local/aws/sqs.ts';
import { startLocalAws } from '../../support/local-aws.ts';
import { webhook } from '../../support/webhook.ts';

const region = 'eu-central-1';
const { local } = stages;

/** The local stack's tables, queues and quarantine, and nothing that works on them. Start a console on `folder`. */
export async function startFailedWorld() {
  const aws = await startLocalAws();
  const server = await startSqsAndS3(aws.folder, region);
  const names = queueNames(local).map((name) => resourceName(local, name));
  await createQueues(
    server.call,
    names.map((name) => ({ name, attributes: { VisibilityTimeout: '30' } })),
  );
  const queues = Object.fromEntries(names.map((name) => [name, `${server.url}/000000000000/${name}`]));
  const Bucket = `${resourceName(local, 'quarantine')}-${local.account}-${region}`;
  server.createBucket(Bucket);
  const endpoints = readEndpoints(aws.folder);
  const own = { ...endpoints, queues, aws: { ...endpoints.aws, sqs: server.url, s3: server.url } };
  await writeFile(endpointsPath(aws.folder), JSON.stringify(own));
  const sqs = new SQSClient(clientConfig(server.url, region));
  const s3 = new S3Client({ ...clientConfig(server.url, region), forcePathStyle: true });
  const urlOf = (queue: string) => queues[resourceName(local, queue)] ?? '';
  return {
    folder: aws.folder,
    letter: (message: object, queue = 'orders-dlq') => sendMessage(sqs, urlOf(queue), { shop: 'oak', message }),
    /** Receives messages and hides them from everybody else. */
    hide: async (queue = 'orders-dlq') => {
      const taken = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      );
      return taken.Messages?.length;
    },
    /** How often the queue's messages have been received. It receives them once more. */
    receives: async (queue = 'orders-dlq') => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: urlOf(queue),
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      return Messages.map(({ Attributes }) => Number(Attributes?.ApproximateReceiveCount));
    },
    /** Puts a webhook of the shop `oak` into quarantine. */
    async quarantine(id: string, body: string, reason: string) {
      const details = { platform: 'standard' as const, readHeaders: ['webhook-id'], receivedAtMs: Date.now() };
      const headers = { 'webhook-id': 'header of it' };
      const entry = quarantined(webhook(headers, body), { ...details, id, shop: 'oak', reason });
      await s3.send(new PutObjectCommand({ Bucket, Key: quarantineKey(entry), Body: JSON.stringify(entry) }));
      return quarantineKey(entry).replace('.json', '');
    },
    async close() {
      sqs.destroy();
      s3.destroy();
      await server.close();
      await aws.close();
    },
  };
}
export type FailedWorld = Awaited<ReturnType<typeof startFailedWorld>>;
