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
import type { QueueModel } from '../template/model.ts';

export interface SqsAndS3 {
  /** fauxqs itself: S3, and SQS for who mends its visibility 0 himself (`shortestVisibility`). */
  url: string;
  /** SQS for everybody else. */
  sqsUrl: string;
  /**
   * When the oldest message of a queue was sent, epoch ms, as its metric knows it; `undefined` for an empty queue, or none.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  oldestSentAt(queue: string): number | undefined;
  close(): Promise<void>;
}

/** A message received so often counts as a poison pill, and its age no longer. */
const leftOutAfterReceives = 3;

/** SQS and S3, both by fauxqs, what they hold kept in `folder`. */
export async function startSqsAndS3(folder: string, region: string): Promise<SqsAndS3> {
  const server = await onLoopback(() =>
    withoutWaitingForTheDisk(() =>
      startFauxqs({
        port: 0,
        logger: false,
        defaultRegion: region,
        dataDir: join(folder, 'sqs'),
        s3StorageDir: join(folder, 's3'),
      }),
    ),
  );
  const url = `http://${loopback}:${server.port}`;
  const mended = await startFaultProxy({ upstream: url, rewrite: shortestVisibility });
  return {
    url,
    sqsUrl: mended.url,
    oldestSentAt(queue) {
      const { ready = [], delayed = [], inflight = [] } = server.inspectQueue(queue)?.messages ?? {};
      let oldest: number | undefined;
      for (const { sentTimestamp, approximateReceiveCount } of [
        ...ready,
        ...delayed,
        ...inflight.map(({ message }) => message),
      ])
        if (approximateReceiveCount < leftOutAfterReceives) oldest = Math.min(sentTimestamp, oldest ?? sentTimestamp);
      return oldest;
    },
    close: async () => {
      await mended.close();
      await server.stop();
    },
  };
}

/** fauxqs listens on 0.0.0.0 and cannot be told otherwise; while it starts, everything that listens does so on loopback. */
async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const listen: unknown = Reflect.get(Server.prototype, 'listen');
  if (typeof listen !== 'function') throw new Error('net.Server has no listen');
  Reflect.set(Server.prototype, 'listen', function listenOnLoopback(this: Server, ...given: unknown[]) {
    const [first, ...rest] = given;
    const options = typeof first === 'object' && first !== null ? { ...first, host: loopback } : first;
    return Reflect.apply(listen, this, [options, ...rest]);
  });
  try {
    return await start();
  } finally {
    Reflect.set(Server.prototype, 'listen', listen);
  }
}

/**
 * fauxqs has every change of a message wait until the disk has it: a thousand a second at most. What SQLite has handed to the
 * operating system survives the end of this process, however sudden, and that is all a laptop needs.
 */
async function withoutWaitingForTheDisk<T>(start: () => Promise<T>): Promise<T> {
  const exec: unknown = Reflect.get(DatabaseSync.prototype, 'exec');
  if (typeof exec !== 'function') throw new Error('node:sqlite has no exec');
  Reflect.set(DatabaseSync.prototype, 'exec', function execAndRelax(this: DatabaseSync, sql: string) {
    Reflect.apply(exec, this, [sql]);
    if (sql.startsWith('PRAGMA journal_mode')) Reflect.apply(exec, this, ['PRAGMA synchronous = NORMAL']);
  });
  try {
    return await start();
  } finally {
    Reflect.set(DatabaseSync.prototype, 'exec', exec);
  }
}

/** Makes the queues that are not there yet and gives all of them the template's attributes. */
export async function createQueues(
  url: string,
  region: string,
  queues: readonly Pick<QueueModel, 'name' | 'attributes'>[],
): Promise<void> {
  const sqs = new SQSClient(clientConfig(url, region));
  // A redrive policy names a queue that has to exist.
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

/** fauxqs 2.4.1 loses a message whose visibility is set to 0 while it keeps its data; a millisecond does the same. */
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
