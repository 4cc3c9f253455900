import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunksOf } from '../batches.ts';
import { ThankflowError } from '../errors.ts';
import { maxBatchMessages } from './limits.ts';

/**
 * A message, and the shop that it belongs to. The shop is the message's group. While one shop has a backlog, SQS delivers the messages of other
 * shops first. A message without a group would count as a shop of its own, so this file is the only one that sends (the linter checks it).
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
export interface ShopMessage {
  /** A shop ID: 2 to 40 characters. SQS allows 128. */
  shop: string;
  message: object;
}

/** Most messages name their shop. */
export const ofShop = (message: { shop: string }): ShopMessage => ({
  shop: message.shop,
  message,
});

/**
 * The body is JSON in ASCII, because SQS refuses some characters (U+FFFE, U+FFFF) that a name may contain.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const inputOf = ({ shop, message }: ShopMessage) => ({ MessageGroupId: shop, MessageBody: asciiJson(message) });

const asciiJson = (message: object): string =>
  JSON.stringify(message).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Sends one message as JSON. Resolves once SQS has confirmed it. */
export async function sendMessage(sqs: SQSClient, queueUrl: string, message: ShopMessage): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, ...inputOf(message) }));
}

/**
 * Sends small messages, ten per call, with all calls at the same time.
 * @throws ThankflowError `unavailable` if SQS refused any of them
 */
export async function sendMessages(sqs: SQSClient, queueUrl: string, messages: readonly ShopMessage[]): Promise<void> {
  const calls = chunksOf(messages, maxBatchMessages).map((batch) => sendBatch(sqs, queueUrl, batch));
  for (const call of await Promise.allSettled(calls)) if (call.status === 'rejected') throw call.reason;
}

async function sendBatch(sqs: SQSClient, queueUrl: string, messages: readonly ShopMessage[]): Promise<void> {
  const Entries = messages.map((message, index) => ({ Id: String(index), ...inputOf(message) }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const [first] = Failed;
  if (first)
    throw new ThankflowError('unavailable', `SQS refused ${Failed.length} of a batch: ${first.Code ?? 'no code'}`);
}

/** Opens a connection and runs the client's code for the first time, with a call that changes nothing. */
export const warmUpQueue = (sqs: SQSClient, queueUrl: string): Promise<unknown> =>
  sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl }));
