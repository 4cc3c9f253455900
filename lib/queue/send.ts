import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunksOf } from '../batches.ts';
import { ThankflowError } from '../errors.ts';
import { maxBatchMessages } from './limits.ts';

/**
 * JSON in ASCII, because SQS refuses some characters (U+FFFE, U+FFFF) that a name may contain.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const asciiJson = (message: unknown): string =>
  JSON.stringify(message).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Sends one message as JSON. Resolves once SQS has confirmed it. */
export async function sendMessage(
  sqs: SQSClient,
  queueUrl: string,
  message: unknown,
  options: { abortSignal?: AbortSignal } = {},
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: asciiJson(message) }), options);
}

/**
 * Sends small messages, ten per call, with all calls at the same time.
 * @throws ThankflowError `unavailable` if SQS refused any of them
 */
export async function sendMessages(sqs: SQSClient, queueUrl: string, messages: readonly unknown[]): Promise<void> {
  const calls = chunksOf(messages, maxBatchMessages).map((batch) => sendBatch(sqs, queueUrl, batch));
  for (const call of await Promise.allSettled(calls)) if (call.status === 'rejected') throw call.reason;
}

async function sendBatch(sqs: SQSClient, queueUrl: string, messages: readonly unknown[]): Promise<void> {
  const Entries = messages.map((message, index) => ({ Id: String(index), MessageBody: asciiJson(message) }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const [first] = Failed;
  if (first)
    throw new ThankflowError('unavailable', `SQS refused ${Failed.length} of a batch: ${first.Code ?? 'no code'}`);
}
