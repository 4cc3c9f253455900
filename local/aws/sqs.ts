import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { startFaultProxy } from '../http/fault-proxy.ts';
import { loopback } from '../http/serve.ts';
import { groupAsAttribute, patchStandardQueues } from './fair-queues.ts';
import type { QueueModel } from '../template/model.ts';

export interface SqsAndS3 {
  /** fauxqs itself: S3, and SQS with its fault (`shortestVisibility`). */
  url: string;
  /** SQS without that fault. */
  sqsUrl: string;
  /**
   * When the oldest message of a queue was sent, epoch ms; `undefined` if the queue is empty or doesn't exist.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  oldestSentAt(queue: string): number | undefined;
  close(): Promise<void>;
}

/** Starts SQS and S3, both by fauxqs. Their data is kept in `folder`. */
export async function startSqsAndS3(folder: string, region: string): Promise<SqsAndS3> {
  await patchStandardQueues();
  using replaced = new DisposableStack();
  // fauxqs always listens on 0.0.0.0. While it starts, every server listens on loopback instead.
  replace(replaced, Server.prototype, 'listen', (listen, [first, ...rest]) =>
    listen(typeof first === 'object' && first !== null ? { ...first, host: loopback } : first, ...rest),
  );
  // fauxqs waits for the disk after each change of a message, which allows a thousand changes a second at most. With this setting, SQLite
  // hands changes to the operating system. They survive the sudden end of this process, which is enough on a laptop.
  replace(replaced, DatabaseSync.prototype, 'exec', (exec, [sql]) => {
    exec(sql);
    if (String(sql).startsWith('PRAGMA journal_mode')) exec('PRAGMA synchronous = NORMAL');
  });
  const server = await startFauxqs({
    port: 0,
    logger: false,
    defaultRegion: region,
    dataDir: join(folder, 'sqs'),
    s3StorageDir: join(folder, 's3'),
  });
  const url = `http://${loopback}:${server.port}`;
  const repaired = await startFaultProxy({
    upstream: url,
    rewrite: (operation, body) => groupAsAttribute(operation, shortestVisibility(operation, body)),
  });
  return {
    url,
    sqsUrl: repaired.url,
    oldestSentAt(queue) {
      const { ready = [], delayed = [], inflight = [] } = server.inspectQueue(queue)?.messages ?? {};
      return [...ready, ...delayed, ...inflight.map(({ message }) => message)]
        .filter(({ approximateReceiveCount }) => approximateReceiveCount < leftOutAfterReceives)
        .map(({ sentTimestamp }) => sentTimestamp)
        .toSorted((a, b) => a - b)[0];
    },
    close: async () => {
      await repaired.close();
      await server.stop();
    },
  };
}

/** A message that was received this often counts as a poison pill: its age is left out. */
const leftOutAfterReceives = 3;

/** Changes what a method does, until the stack is disposed of. */
function replace(
  until: DisposableStack,
  prototype: object,
  name: string,
  change: (method: (...given: unknown[]) => unknown, given: unknown[]) => unknown,
): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw new Error(`there is no method ${name}`);
  Reflect.set(prototype, name, function changed(this: unknown, ...given: unknown[]) {
    return change((...changedGiven) => Reflect.apply(method, this, changedGiven), given);
  });
  until.defer(() => Reflect.set(prototype, name, method));
}

/** Creates missing queues, and sets the template's attributes on all. */
export async function createQueues(
  url: string,
  region: string,
  queues: readonly Pick<QueueModel, 'name' | 'attributes'>[],
): Promise<void> {
  const sqs = new SQSClient(clientConfig(url, region));
  // The queue that a redrive policy names must exist.
  const urls = await Promise.all(
    queues.map(async ({ name }) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl),
  );
  await Promise.all(
    queues.map(({ attributes }, index) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl: urls[index], Attributes: attributes })),
    ),
  );
  sqs.destroy();
}

export async function createBuckets(url: string, region: string, buckets: readonly string[]): Promise<void> {
  const s3 = new S3Client({ ...clientConfig(url, region), forcePathStyle: true });
  for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  s3.destroy();
}

const Visibility = z.looseObject({ VisibilityTimeout: z.literal(0) });
const VisibilityBatch = z.looseObject({ Entries: z.array(z.looseObject({ VisibilityTimeout: z.number() })) });

/** With a data folder, fauxqs 2.4.1 loses a message whose visibility timeout is set to 0. A millisecond has the same effect. */
export function shortestVisibility(operation: string, body: Buffer): Buffer {
  if (!operation.startsWith('ChangeMessageVisibility')) return body;
  const shortest = 0.001;
  const request: unknown = JSON.parse(body.toString('utf8'));
  const one = Visibility.safeParse(request);
  if (one.success) return Buffer.from(JSON.stringify({ ...one.data, VisibilityTimeout: shortest }));
  const many = VisibilityBatch.safeParse(request);
  if (!many.success) return body;
  const Entries = many.data.Entries.map((entry) => ({
    ...entry,
    VisibilityTimeout: entry.VisibilityTimeout || shortest,
  }));
  return Buffer.from(JSON.stringify({ ...many.data, Entries }));
}
