import { startFauxqs } from 'fauxqs';
import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { loopback } from '../http/serve.ts';
import { mendFauxqs } from './mend-fauxqs.ts';
import type { QueueModel } from '../template/model.ts';

export type QueueCall = (operation: string, request: Record<string, unknown>) => Promise<unknown>;

type Handler = (request: unknown, store: unknown, http: { headers: Record<string, string> }) => unknown;
/** What is used of fauxqs's internals. */
const Router = z.object({
  handlers: z.map(
    z.string(),
    z.custom<Handler>((value) => typeof value === 'function'),
  ),
  store: z.unknown(),
});

export interface SqsAndS3 {
  /** Of both. */
  url: string;
  server: HttpServer;
  /** Calls an operation of SQS without HTTP. */
  call: QueueCall;
  /** Unless it exists. */
  createBucket(name: string): void;
  /**
   * When the oldest message of a queue was sent, epoch ms; `undefined` if the queue is empty or doesn't exist.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  oldestSentAt(queue: string): number | undefined;
  close(): Promise<void>;
}

/** Starts SQS and S3, both by fauxqs. Their data is kept in `folder`. */
export async function startSqsAndS3(folder: string, region: string): Promise<SqsAndS3> {
  const { router } = await mendFauxqs();
  using replaced = new DisposableStack();
  let server: unknown;
  // fauxqs always listens on 0.0.0.0. While it starts, every server listens on loopback instead.
  replace(replaced, Server.prototype, 'listen', (listen, [first, ...rest], listening) => {
    server = listening;
    return listen(typeof first === 'object' && first !== null ? { ...first, host: loopback } : first, ...rest);
  });
  // fauxqs waits for the disk after each change of a message, which allows a thousand changes a second at most. With this setting, SQLite
  // hands changes to the operating system. They survive the sudden end of this process, which is enough on a laptop.
  replace(replaced, DatabaseSync.prototype, 'exec', (exec, [sql]) => {
    exec(sql);
    if (String(sql).startsWith('PRAGMA journal_mode')) exec('PRAGMA synchronous = NORMAL');
  });
  let owner: unknown;
  replace(replaced, router, 'register', (register, given, registering) => {
    owner = registering;
    return register(...given);
  });
  const fauxqs = await startFauxqs({
    port: 0,
    logger: false,
    defaultRegion: region,
    dataDir: join(folder, 'sqs'),
    s3StorageDir: join(folder, 's3'),
  });
  if (!(server instanceof HttpServer)) throw new Error('fauxqs has no server');
  const { handlers, store } = Router.parse(owner);
  const host = `${loopback}:${fauxqs.port}`;
  return {
    call: async (operation, request) => await handlers.get(operation)?.(request, store, { headers: { host } }),
    createBucket: (name) => void fauxqs.createBucket(name),
    url: `http://${host}`,
    server,
    oldestSentAt(queue) {
      const { ready = [], delayed = [], inflight = [] } = fauxqs.inspectQueue(queue)?.messages ?? {};
      return [...ready, ...delayed, ...inflight.map(({ message }) => message)]
        .filter(({ approximateReceiveCount }) => approximateReceiveCount < leftOutAfterReceives)
        .map(({ sentTimestamp }) => sentTimestamp)
        .toSorted((a, b) => a - b)[0];
    },
    close: () => fauxqs.stop(),
  };
}

/** A message that was received this often counts as a poison pill: its age is left out. */
const leftOutAfterReceives = 3;

/** Changes what a method does, until the stack is disposed of. */
function replace(
  until: DisposableStack,
  prototype: object,
  name: string,
  change: (method: (...given: unknown[]) => unknown, given: unknown[], owner: unknown) => unknown,
): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw new Error(`there is no method ${name}`);
  Reflect.set(prototype, name, function changed(this: unknown, ...given: unknown[]) {
    return change((...changedGiven) => Reflect.apply(method, this, changedGiven), given, this);
  });
  until.defer(() => Reflect.set(prototype, name, method));
}

const Created = z.object({ QueueUrl: z.string() });

/** Creates missing queues, and sets the template's attributes on all. */
export async function createQueues(
  call: QueueCall,
  queues: readonly Pick<QueueModel, 'name' | 'attributes'>[],
): Promise<void> {
  // The queue that a redrive policy names must exist.
  const created = await Promise.all(queues.map(({ name }) => call('CreateQueue', { QueueName: name })));
  await Promise.all(
    queues.map(({ attributes }, index) =>
      call('SetQueueAttributes', { ...Created.parse(created[index]), Attributes: attributes }),
    ),
  );
}
