import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { commandName, NotModelled, onlyInputs } from './not-modelled.ts';
import { attributes, changeVisibility, eachEntry, receive, remove } from './sqs/commands.ts';
import { enqueue, sendBatch, systemAttributes } from './sqs/commands.ts';
import { noSuchQueue } from './sqs/failures.ts';
import { Queue, type QueueDefinition, type QueueEffects, type StoredMessage } from './sqs/queue.ts';

/** A message in a queue, received or not. Copies of a message have the same id. */
export type WaitingMessage = Readonly<Pick<StoredMessage, 'id' | 'body' | 'sentAtMs' | 'receives' | 'visibleAtMs'>>;

export interface SqsModel {
  /**
   * Answers a command of the SQS client. Long polls don't wait.
   * @throws the client's errors; `NotModelled` for commands and inputs that the product doesn't use
   */
  execute(command: unknown): unknown;
  /** Receives messages like Lambda's event source, any number at a time. */
  receive(queueUrl: string, maxMessages: number): SQSRecord[];
  /** All messages of a queue, including received ones. */
  waiting(queueUrl: string): readonly WaitingMessage[];
  /** When there will be a message to receive, in this queue or in any, epoch ms; not after now if there is one. `undefined`: never. */
  nextVisibleAtMs(queueUrl?: string): number | undefined;
  /** Adds a copy of a message. Returns false if there is no such message. */
  duplicate(messageId: string): boolean;
  /** Makes some of a queue’s messages dead letters when they come back, as if functions had kept crashing on them. */
  wearOut(queueUrl: string, isWorn: () => boolean): void;
}

export type SqsModelOptions = QueueEffects & { queues: readonly QueueDefinition[] };

export function sqsModel({ queues, ...effects }: SqsModelOptions): SqsModel {
  const byUrl = new Map<string, Queue>();
  const queue = (url: string | undefined): Queue => {
    const found = byUrl.get(url ?? '');
    if (found === undefined) throw noSuchQueue();
    return found;
  };
  for (const definition of queues) {
    const { url, deadLetterUrl } = definition;
    const deadLetters = () => (deadLetterUrl === undefined ? undefined : queue(deadLetterUrl));
    byUrl.set(url, new Queue(definition, effects, deadLetters));
  }
  return {
    execute: (command) => execute(command, { queue, urls: [...byUrl.keys()], effects }),
    receive: (url, maxMessages) =>
      queue(url)
        .receive(maxMessages)
        .map((message) => record(message, url)),
    waiting: (url) => queue(url).messages(),
    nextVisibleAtMs(url) {
      const asked = url === undefined ? [...byUrl.values()] : [queue(url)];
      const known = asked.map((one) => one.nextVisibleAtMs()).filter((atMs) => atMs !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    duplicate: (messageId) => byUrl.values().some((one) => one.duplicate(messageId)),
    wearOut: (url, isWorn) => queue(url).wearOut(isWorn),
  };
}

interface Queues {
  queue: (url: string | undefined) => Queue;
  urls: readonly string[];
  effects: QueueEffects;
}

const batchInputs = new Set(['QueueUrl', 'Entries']);

function execute(command: unknown, { queue, urls, effects }: Queues): unknown {
  if (command instanceof SendMessageCommand)
    return { ...enqueue(queue(command.input.QueueUrl), command.input, effects), $metadata: {} };
  if (command instanceof SendMessageBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    onlyInputs('SQS: SendMessageBatch', command.input, batchInputs);
    return sendBatch(queue(QueueUrl), Entries, effects);
  }
  if (command instanceof ReceiveMessageCommand) return receive(queue(command.input.QueueUrl), command.input);
  if (command instanceof DeleteMessageCommand)
    return { ...remove(queue(command.input.QueueUrl), command.input), $metadata: {} };
  if (command instanceof DeleteMessageBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    const from = queue(QueueUrl);
    return eachEntry(Entries, (entry) => remove(from, entry));
  }
  if (command instanceof ChangeMessageVisibilityCommand)
    return { ...changeVisibility(queue(command.input.QueueUrl), command.input), $metadata: {} };
  if (command instanceof ChangeMessageVisibilityBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    const its = queue(QueueUrl);
    return eachEntry(Entries, (entry) => changeVisibility(its, entry));
  }
  if (command instanceof GetQueueAttributesCommand) return attributes(queue(command.input.QueueUrl), command.input);
  if (command instanceof GetQueueUrlCommand) {
    const QueueUrl = urls.find((url) => nameIn(url) === command.input.QueueName);
    return { QueueUrl: queue(QueueUrl).definition.url, $metadata: {} };
  }
  throw new NotModelled(`SQS: ${commandName(command)}`);
}

const nameIn = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

function record(message: StoredMessage, url: string): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: message.handle ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: {},
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${nameIn(url)}`,
    awsRegion: 'eu-central-1',
  };
}
