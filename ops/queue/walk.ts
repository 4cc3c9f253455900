import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { batchesOf } from '../../lib/batches.ts';
import { queueCounts } from '../../lib/queue/counts.ts';
import { maxBatchMessages } from '../../lib/queue/limits.ts';
import { openSpool, type Spool } from './spool.ts';

export interface QueueMessage {
  id: string;
  body: string;
  /** Epoch ms, by SQS's clock. */
  sentAt: number;
  /** How often it has been received, including this time. */
  receives: number;
}

/** What to do with a message. `stop`: it stays, and no more are received. */
export type Visit = (message: QueueMessage) => Promise<'keep' | 'remove' | 'stop'>;

export interface WalkOptions {
  /** Ends the walk early. All messages are still put back. */
  signal?: AbortSignal;
  /** How long a message stays hidden if this process is killed. */
  hiddenSeconds?: number;
  /** Concurrent batches of ten. */
  concurrency?: number;
  /** SQS hides at most 120,000 messages of a queue, for all readers together. */
  maxHeld?: number;
  /** How long a receive waits for messages. */
  waitSeconds?: number;
  /** Where the handles of messages are kept. Default: a file. */
  spool?: () => Spool;
}

export interface Walked {
  seen: number;
  removed: number;
  /** SQS didn't remove these. They come back. */
  notRemoved: number;
  /** About how many another reader held, so that they weren't seen. */
  heldByOthers: number;
  /** Couldn't be made visible again. They reappear after `hiddenSeconds`. */
  notRestored: number;
  /** `empty`: all messages were seen that no other reader held. */
  ended: 'empty' | 'full' | 'stopped';
}

/** The shortest long poll. A short poll asks only some of SQS's servers and may miss messages. */
export const receiveWaitSeconds = 1;

/** Below SQS's limit, to leave room for another reader. */
const defaultMaxHeld = 110_000;

/**
 * Calls `visit` with every message of a queue, once each. At the end, also after an error or a stop, makes the remaining messages visible again.
 * SQS can't read without receiving: messages are hidden until then, and their receive count goes up. Memory use doesn't grow with the queue.
 */
export async function walkQueue(
  sqs: SQSClient,
  queueUrl: string,
  visit: Visit,
  {
    signal,
    hiddenSeconds = 900,
    concurrency = 6,
    maxHeld = defaultMaxHeld,
    waitSeconds = receiveWaitSeconds,
    spool = openSpool,
  }: WalkOptions = {},
): Promise<Walked> {
  using held = spool();
  const walked: Walked = { seen: 0, removed: 0, notRemoved: 0, heldByOthers: 0, notRestored: 0, ended: 'empty' };
  const before = await queueCounts(sqs, queueUrl);
  let over = false;
  const stop = (ended: Walked['ended']) => {
    over = true;
    walked.ended = ended;
  };
  const goOn = () => {
    if (!over && signal?.aborted === true) stop('stopped');
    if (!over && held.size >= maxHeld) stop('full');
    return !over;
  };
  const readOn = async () => {
    // Never abort a request: SQS may already have hidden its messages, and their handles would be lost.
    while (goOn()) {
      const messages = await receive(sqs, queueUrl, hiddenSeconds, waitSeconds);
      if (messages.length === 0) return;
      walked.seen += messages.length;
      const verdicts = await Promise.allSettled(messages.map(visit));
      const gone: string[] = [];
      messages.forEach(({ handle }, index) => {
        const verdict = verdicts[index];
        const goes = verdict?.status === 'fulfilled' && verdict.value === 'remove';
        if (goes) gone.push(handle);
        else held.add(handle);
        if (verdict?.status === 'fulfilled' && verdict.value === 'stop') stop('stopped');
      });
      const failed = await remove(sqs, queueUrl, gone);
      walked.removed += gone.length - failed;
      walked.notRemoved += failed;
      const broken = verdicts.find((verdict) => verdict.status === 'rejected');
      if (broken) throw broken.reason;
    }
  };
  const readToTheEnd = () =>
    readOn().catch((error: unknown) => {
      stop('stopped');
      throw error;
    });
  try {
    const readers = await Promise.allSettled(Array.from({ length: concurrency }, readToTheEnd));
    const broken = readers.find((reader) => reader.status === 'rejected');
    if (broken) throw broken.reason;
    // Both counts lag: a message in only one of them arrived or left meanwhile, unless waiting messages were not seen.
    const missed = Math.max(before.held, walked.ended === 'empty' ? before.waiting - walked.seen : 0);
    const hidden = missed > 0 ? (await queueCounts(sqs, queueUrl)).held - held.size : 0;
    walked.heldByOthers = Math.max(0, Math.min(missed, hidden));
  } finally {
    walked.notRestored = await restore(sqs, queueUrl, held, concurrency);
  }
  return walked;
}

async function receive(sqs: SQSClient, queueUrl: string, hiddenSeconds: number, WaitTimeSeconds: number) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: maxBatchMessages,
      VisibilityTimeout: hiddenSeconds,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }),
  );
  return Messages.map(read);
}

const Attributes = z.object({ SentTimestamp: z.coerce.number(), ApproximateReceiveCount: z.coerce.number() });

function read(message: Message): QueueMessage & { handle: string } {
  const { SentTimestamp, ApproximateReceiveCount } = Attributes.parse(message.Attributes);
  return {
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    handle: message.ReceiptHandle ?? '',
    sentAt: SentTimestamp,
    receives: ApproximateReceiveCount,
  };
}

/** Removes messages. Returns how many SQS didn't remove. */
async function remove(sqs: SQSClient, queueUrl: string, handles: readonly string[]): Promise<number> {
  if (handles.length === 0) return 0;
  const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  return Failed.length;
}

/** Makes messages visible again. Returns how many it couldn't. Never throws, because SQS makes them visible later. */
async function restore(sqs: SQSClient, queueUrl: string, held: Spool, concurrency: number): Promise<number> {
  const batches = batchesOf(held.lines(), maxBatchMessages);
  let notRestored = 0;
  const putBack = async (): Promise<void> => {
    for await (const batch of batches) {
      const Entries = batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      try {
        const answer = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
        // A sender fault means an expired handle: the message is already visible, or another reader has it.
        notRestored += (answer.Failed ?? []).filter(({ SenderFault }) => SenderFault !== true).length;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        notRestored += batch.length;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, putBack));
  return notRestored;
}
