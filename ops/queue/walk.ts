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

/** A message as it lies in a queue. */
export interface QueueMessage {
  id: string;
  body: string;
  /** Epoch ms, by SQS's clock. */
  sentAt: number;
  /** How often it has been received, this time included. */
  receives: number;
}

/** What is to become of a message that was looked at. `stop`: it stays, and no further one is received. */
export type Visit = (message: QueueMessage) => Promise<'keep' | 'remove' | 'stop'>;

export interface WalkOptions {
  /** Ends the walk early; everything is put back all the same. */
  signal?: AbortSignal;
  /** How long a message stays hidden should this process be killed. */
  hiddenSeconds?: number;
  /** Batches of ten under way at the same time. */
  atOnce?: number;
  /** SQS hides 120,000 messages of a queue at most, for all its readers together. */
  mostHeld?: number;
  /** Where the handles of what was seen are kept. Absent: in a file. */
  spool?: () => Spool;
}

export interface Walked {
  seen: number;
  removed: number;
  /** Told to remove, but SQS did not: they come back, and are seen again. */
  notRemoved: number;
  /** About how many somebody else held: they could not be seen. */
  heldByOthers: number;
  /** Looked at and not visible again yet: they are by themselves, once `hiddenSeconds` have passed. */
  notRestored: number;
  /** `empty`: all were seen that nobody else held. */
  ended: 'empty' | 'full' | 'stopped';
}

/** Below SQS's limit, so that another reader finds room too. */
const mostHeldAtOnce = 110_000;

/**
 * Shows every message of a queue to `visit`, each once, and makes those that stay visible again: at the end, and also
 * when `visit` throws or the walk is stopped. SQS has no reading without receiving, so a message that was seen stays
 * hidden until then, and its receive count is one higher for ever. Memory does not grow with the queue.
 */
export async function walkQueue(
  sqs: SQSClient,
  queueUrl: string,
  visit: Visit,
  { signal, hiddenSeconds = 900, atOnce = 6, mostHeld = mostHeldAtOnce, spool = openSpool }: WalkOptions = {},
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
    if (!over && held.size >= mostHeld) stop('full');
    return !over;
  };
  const readOn = async () => {
    // A request is never broken off: SQS may have hidden its messages already, and nobody would know their handles.
    while (goOn()) {
      const messages = await receive(sqs, queueUrl, hiddenSeconds);
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
    const readers = await Promise.allSettled(Array.from({ length: atOnce }, readToTheEnd));
    const broken = readers.find((reader) => reader.status === 'rejected');
    if (broken) throw broken.reason;
    // Both counts lag behind: who appears in only one of them has come or gone meanwhile, unless what waited was not seen.
    const missed = Math.max(before.held, walked.ended === 'empty' ? before.waiting - walked.seen : 0);
    const hidden = missed > 0 ? (await queueCounts(sqs, queueUrl)).held - held.size : 0;
    walked.heldByOthers = Math.max(0, Math.min(missed, hidden));
  } finally {
    walked.notRestored = await restore(sqs, queueUrl, held, atOnce);
  }
  return walked;
}

async function receive(sqs: SQSClient, queueUrl: string, hiddenSeconds: number) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: maxBatchMessages,
      VisibilityTimeout: hiddenSeconds,
      // A short poll asks only some of SQS's servers, and may find nothing where there is something.
      WaitTimeSeconds: 1,
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

/** How many SQS did not remove. */
async function remove(sqs: SQSClient, queueUrl: string, handles: readonly string[]): Promise<number> {
  if (handles.length === 0) return 0;
  const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  return Failed.length;
}

/** Makes messages visible again. Returns how many it could not: also when SQS is out of reach, for they come back. */
async function restore(sqs: SQSClient, queueUrl: string, held: Spool, atOnce: number): Promise<number> {
  const batches = batchesOf(held.lines(), maxBatchMessages);
  let notRestored = 0;
  const putBack = async (): Promise<void> => {
    for await (const batch of batches) {
      const Entries = batch.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      try {
        const answer = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
        // The sender's fault is a handle that holds nothing any more: the message is visible, or somebody else's.
        notRestored += (answer.Failed ?? []).filter(({ SenderFault }) => SenderFault !== true).length;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        notRestored += batch.length;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, putBack));
  return notRestored;
}
