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
import { NotModelled, onlyInputs } from './not-modelled.ts';
import {
  attributes,
  changeVisibility,
  eachEntry,
  receive,
  remove,
  enqueue,
  sendBatch,
  systemAttributes,
} from './sqs/commands.ts';
import { noSuchQueue } from './sqs/failures.ts';
import { Queue, type QueueDefinition, type QueueEffects, type StoredMessage } from './sqs/queue.ts';

export type { QueueDefinition };

/** A message that is in a queue, whether somebody holds it or not. Two copies of a message have the same id. */
export type WaitingMessage = Readonly<Pick<StoredMessage, 'id' | 'body' | 'sentAtMs' | 'receives' | 'visibleAtMs'>>;

export interface SqsModel {
  /**
   * Answers a command of the SQS client. Long polls don't wait.
   * @throws what the client throws; `NotModelled` for commands and inputs that the product doesn't use
   */
  execute(command: unknown): unknown;
  /** Receives messages as Lambda's event source does, any number at a time. */
  receive(queueUrl: string, maxMessages: number): SQSRecord[];
  /** All messages of a queue, also those that somebody holds. */
  waiting(queueUrl: string): readonly WaitingMessage[];
  /** From when on there is something to receive, in this queue or in any; not after now, if there is already. `undefined`: never. */
  nextVisibleAtMs(queueUrl?: string): number | undefined;
  /** Has a message delivered once more, even if the other copy is deleted meanwhile. `false`: there is no such message. */
  duplicate(messageId: string): boolean;
  /** Has some of a queue’s messages moved to the dead letters where they come back: their functions have crashed on them again and again. */
  wearOut(queueUrl: string, isWorn: () => boolean): void;
}

export interface SqsModelOptions extends QueueEffects {
  queues: readonly QueueDefinition[];
}

export function sqsModel({ queues, ...effects }: SqsModelOptions): SqsModel {
  const byUrl = new Map<string, Queue>();
  const queue = (url: string | undefined): Queue => {
    const found = byUrl.get(url ?? '');
    if (found === undefined) throw noSuchQueue();
    return found;
  };
  for (const definition of queues) {
    const { url, deadLetterUrl } = definition;
    byUrl.set(
      url,
      new Queue(definition, effects, () => (deadLetterUrl === undefined ? undefined : queue(deadLetterUrl))),
    );
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
  if (command instanceof DeleteMessageCommand) {
    const { QueueUrl, ...input } = command.input;
    return { ...remove(queue(QueueUrl), input), $metadata: {} };
  }
  if (command instanceof DeleteMessageBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    const from = queue(QueueUrl);
    return eachEntry(Entries, (entry) => remove(from, entry));
  }
  if (command instanceof ChangeMessageVisibilityCommand) {
    const { QueueUrl, ...input } = command.input;
    return { ...changeVisibility(queue(QueueUrl), input), $metadata: {} };
  }
  if (command instanceof ChangeMessageVisibilityBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    const of = queue(QueueUrl);
    return eachEntry(Entries, (entry) => changeVisibility(of, entry));
  }
  if (command instanceof GetQueueAttributesCommand) return attributes(queue(command.input.QueueUrl), command.input);
  if (command instanceof GetQueueUrlCommand) {
    const { QueueName = '' } = command.input;
    const QueueUrl = urls.find((url) => nameIn(url) === QueueName);
    return { QueueUrl: queue(QueueUrl).definition.url, $metadata: {} };
  }
  const name = typeof command === 'object' && command !== null ? command.constructor.name : String(command);
  throw new NotModelled(`SQS: ${name}`);
}

const nameIn = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

const region = 'eu-central-1';

function record(message: StoredMessage, url: string): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: message.handle ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: {},
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:000000000000:${nameIn(url)}`,
    awsRegion: region,
  };
}
