import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ThankflowError } from '../errors.ts';

/** Sends one message as JSON. Resolves only after SQS took it. */
export async function sendMessage(
  sqs: SQSClient,
  queueUrl: string,
  message: unknown,
  options: { abortSignal?: AbortSignal } = {},
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }), options);
}

/** What one SendMessageBatch takes. */
const batchSize = 10;

/** Sends many small messages, ten a call. Throws `unavailable` if SQS refused any of them. */
export async function sendMessages(sqs: SQSClient, queueUrl: string, messages: readonly unknown[]): Promise<void> {
  for (let start = 0; start < messages.length; start += batchSize) {
    const Entries = messages
      .slice(start, start + batchSize)
      .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first)
      throw new ThankflowError('unavailable', `SQS refused ${Failed.length} of a batch: ${first.Code ?? 'no code'}`);
  }
}
