import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { crashFacts, errorFacts } from '../error-facts.ts';
import { addLogFields, hasLogged, withLogFields, type LambdaTelemetry } from '../lambda-telemetry.ts';
import type { Fields } from '../telemetry.ts';
import { comesBackSeconds, maxReceives, maxVisibilitySeconds } from './backoff.ts';

/** What happens to a message: it's done, or it comes back. */
export type Verdict = { done: true } | { done: false; againInSeconds: number };

export const done: Verdict = { done: true };
export const again = (seconds: number): Exclude<Verdict, { done: true }> => ({
  done: false,
  againInSeconds: Math.min(maxVisibilitySeconds, Math.max(1, Math.ceil(seconds))),
});

/**
 * A message that has waited this often is deleted, because housekeeping finds the order's row due. This is far below the queues'
 * maxReceiveCount, because a message that only waits must not become a dead letter, with its personal data.
 */
const maxWaits = 20;

/** Makes the message come back. It isn't an error. */
class ComesBack extends Error {
  override readonly name = 'ComesBack';
}

export interface Consumer<Message> {
  sqs: SQSClient;
  queueUrl: string;
  /** How long the queue hides a received message. */
  visibilityTimeoutSeconds: number;
  /** Reads a body before the schema does. Default: `JSON.parse`. */
  parse?(body: string): unknown;
  schema: z.ZodType<Message>;
  telemetry: LambdaTelemetry;
  /** Stores a message that the schema doesn't know, so that it's done. If it returns false or is missing, the message comes back. */
  keepUnknown?(message: unknown): Promise<boolean>;
  /** The fields of every log line about a message, such as its order. */
  about(message: NoInfer<Message>): Fields;
  /** Handles one message. @param remainingMs how long this invocation may still run */
  decide(message: Message, remainingMs: () => number): Promise<Verdict>;
}

/**
 * A Lambda handler for SQS with partial batch responses. It handles the messages of a batch at the same time. If `decide` throws, the message
 * comes back after 2, 4, 8 … seconds.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function consume<Message>(consumer: Consumer<Message>) {
  const { telemetry, visibilityTimeoutSeconds, parse = parseJson } = consumer;

  const one = async (record: SQSRecord, remainingMs: () => number): Promise<void> => {
    const receives = Number(record.attributes.ApproximateReceiveCount);
    let verdict: Verdict;
    try {
      const body = parse(record.body);
      const message = consumer.schema.safeParse(body);
      if (message.success) {
        addLogFields(consumer.about(message.data));
        verdict = await consumer.decide(message.data, remainingMs);
      } else {
        if (consumer.keepUnknown === undefined || !(await consumer.keepUnknown(body))) throw unreadable(message.error);
        verdict = done;
      }
    } catch (error) {
      const seconds = comesBackSeconds(receives, visibilityTimeoutSeconds);
      // Counted here, because Lambda's own metric stays 0, and the metrics of an unused DLQ are up to 15 minutes late.
      telemetry.count('MessageFailed');
      if (receives >= maxReceives) telemetry.count('MessageDead');
      telemetry.error('a message failed and comes back', { ...crashFacts(error), receives, inSeconds: seconds });
      await hide(consumer, record, seconds);
      throw new ComesBack();
    }
    if (verdict.done || receives >= maxWaits) {
      // What happened has its own line. Each message leaves at least one.
      if (receives > 1 || !hasLogged()) telemetry.info('message handled', { receives });
      return;
    }
    telemetry.info('message comes back', { receives, inSeconds: verdict.againInSeconds });
    await hide(consumer, record, verdict.againInSeconds);
    throw new ComesBack();
  };

  return middy<SQSEvent, SQSBatchResponse>()
    .use(telemetry.lambdaContext)
    .handler((event: SQSEvent, context: Context) => {
      const isolated = (record: SQSRecord) =>
        withLogFields({ messageId: record.messageId }, () => one(record, () => context.getRemainingTimeInMillis()));
      // If the only message of a batch comes back, throwing would count as a Lambda error and slow down the whole queue.
      const options = { throwOnFullBatchFailure: false };
      return processPartialResponse(event, isolated, new BatchProcessor(EventType.SQS), options);
    });
}

/** Makes a message come back after `VisibilityTimeout` seconds. If that fails, it comes back after the queue's own timeout. */
async function hide<Message>(
  { sqs, queueUrl: QueueUrl, telemetry }: Consumer<Message>,
  { receiptHandle: ReceiptHandle }: SQSRecord,
  VisibilityTimeout: number,
): Promise<void> {
  try {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  } catch (error) {
    telemetry.warn("a message's visibility timeout couldn't be changed: it comes back later", errorFacts(error));
  }
}

/** Only another version can have written such a message. It becomes a dead letter, unchanged. */
function unreadable({ issues }: z.ZodError): ThankflowError {
  const where = issues.map((issue) => issue.path.join('.')).join(', ');
  return new ThankflowError('bad-row', `a message does not parse at: ${where || 'its root'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause, which quotes the text.
    throw new ThankflowError('bad-row', 'a message is not JSON');
  }
}
