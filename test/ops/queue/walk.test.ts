import { ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queueCounts } from '../../../lib/queue/counts.ts';
import { walkQueue, type QueueMessage, type Visit, type WalkOptions } from '../../../ops/queue/walk.ts';
import { startQueues, type Queues } from '../../support/queues.ts';

let queues: Queues;
let sqs: SQSClient;
let url: string;
let made = 0;

beforeAll(async () => {
  queues = await startQueues();
  ({ sqs } = queues);
});
afterAll(() => queues.close());
beforeEach(async () => {
  url = await queues.queue(`walk-${made++}`);
});

const send = async (...bodies: string[]) => {
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
};
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `m-${n}`);
/** What a reader finds now; it holds it for half a minute. */
const visible = async () => {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies.toSorted();
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
};
const keep = async () => 'keep' as const;
const oneServer = { waitSeconds: 0 };
const walk = (visit: Visit, options?: WalkOptions) => walkQueue(sqs, url, visit, { ...oneServer, ...options });

describe('walking a queue', () => {
  it('shows every message once and leaves them all visible', async () => {
    const bodies = numbered(57).toSorted();
    await send(...bodies);
    const seen: QueueMessage[] = [];
    const walked = await walk(async (message) => {
      seen.push(message);
      return 'keep';
    });
    expect(walked).toEqual({ seen: 57, removed: 0, notRemoved: 0, heldByOthers: 0, notRestored: 0, ended: 'empty' });
    expect(seen.map(({ body }) => body).toSorted()).toEqual(bodies);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(57);
    expect(seen[0]).toMatchObject({ receives: 1, sentAt: expect.closeTo(Date.now(), -5) });
    expect(await visible()).toEqual(bodies);
  });

  it('removes what it is told to, and nothing else', async () => {
    await send(...numbered(30));
    const odd = (body: string) => Number(body.slice(2)) % 2 === 1;
    const walked = await walk(async ({ body }) => (odd(body) ? 'remove' : 'keep'));
    expect(walked).toMatchObject({ seen: 30, removed: 15 });
    const left = await visible();
    expect(left).toHaveLength(15);
    expect(left.filter(odd)).toEqual([]);
  });

  it('puts everything back when looking at a message throws', async () => {
    await send(...numbered(25));
    const walking = walk(async ({ body }) => {
      if (body === 'm-7') throw new Error('broken');
      return 'keep';
    });
    await expect(walking).rejects.toThrow('broken');
    expect(await visible()).toEqual(numbered(25).toSorted());
  });

  it('removes what was told to go beside one that throws', async () => {
    await send('bad', 'gone');
    const visit = async ({ body }: QueueMessage) => {
      if (body === 'bad') throw new Error('broken');
      return 'remove' as const;
    };
    await expect(walk(visit, { concurrency: 1 })).rejects.toThrow('broken');
    expect(await visible()).toEqual(['bad']);
  });

  it('puts everything back when it is stopped', async () => {
    await send(...numbered(40));
    const stopping = new AbortController();
    const walked = await walk(
      async () => {
        stopping.abort();
        return 'keep';
      },
      { signal: stopping.signal, concurrency: 1 },
    );
    expect(walked).toMatchObject({ ended: 'stopped', notRestored: 0 });
    expect(walked.seen).toBeLessThan(40);
    expect(await visible()).toEqual(numbered(40).toSorted());
  });

  it('ends where it would hold too many', async () => {
    await send(...numbered(40));
    const walked = await walk(keep, { maxHeld: 20, concurrency: 1 });
    expect(walked).toMatchObject({ seen: 20, ended: 'full' });
    expect(await visible()).toHaveLength(40);
  });

  it('does not see what somebody else holds, and tells how many these are', async () => {
    await send('theirs');
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    await send('ours');
    expect(await queueCounts(sqs, url)).toEqual({ waiting: 1, held: 1, delayed: 0 });
    expect(await walk(keep)).toMatchObject({ seen: 1, heldByOthers: 1 });
  });

  it('tells how many somebody else took while it looked', async () => {
    await send(...numbered(20));
    let taken = 0;
    const walked = await walk(
      async () => {
        if (taken === 0) {
          taken = -1;
          const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 30 }),
          );
          taken = Messages.length;
        }
        return 'keep';
      },
      { concurrency: 1 },
    );
    expect(taken).toBe(10);
    expect(walked).toMatchObject({ seen: 10, heldByOthers: 10, ended: 'empty' });
  });

  it('finds an empty queue empty', async () => {
    expect(await walk(keep)).toEqual({
      seen: 0,
      removed: 0,
      notRemoved: 0,
      heldByOthers: 0,
      notRestored: 0,
      ended: 'empty',
    });
  });

  it('counts as not restored what SQS does not take back', async () => {
    await send(...numbered(3));
    const deaf: Pick<SQSClient, 'send'> = Object.create(sqs) as SQSClient;
    deaf.send = (async (command: { constructor: { name: string } }) => {
      if (command.constructor.name.startsWith('ChangeMessageVisibility')) throw new Error('out of reach');
      return await sqs.send(command as never);
    }) as SQSClient['send'];
    expect(await walkQueue(deaf as SQSClient, url, keep, oneServer)).toMatchObject({ seen: 3, notRestored: 3 });
  });

  it('asks all of SQS’s servers, unless it is told that there is one', async () => {
    const waits = async (options?: WalkOptions) => {
      const asked: unknown[] = [];
      const listening: Pick<SQSClient, 'send'> = Object.create(sqs) as SQSClient;
      listening.send = (async (command: { input: { WaitTimeSeconds?: number } }) => {
        if (command instanceof ReceiveMessageCommand) asked.push(command.input.WaitTimeSeconds);
        return await sqs.send(command as never);
      }) as SQSClient['send'];
      await walkQueue(listening as SQSClient, url, keep, { concurrency: 1, ...options });
      return asked;
    };
    expect(await waits()).toEqual([1]);
    expect(await waits(oneServer)).toEqual([0]);
  });
});
