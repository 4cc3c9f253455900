import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { crashFacts, errorFacts } from '../error-facts.ts';
import { ThankflowError } from '../errors.ts';
import { addLogFields, withLogFields } from '../log-context.ts';
import type { LambdaTelemetry } from '../powertools.ts';
import type { Fields } from '../telemetry.ts';
import { comesBackSeconds, longestVisibilitySeconds, maxReceives } from './backoff.ts';

/** What becomes of a message: it has done its work, or it is to come back. */
export type Verdict = { done: true } | { done: false; againInSeconds: number };

export const done: Verdict = { done: true };
export const again = (seconds: number): Exclude<Verdict, { done: true }> => ({
  done: false,
  againInSeconds: Math.min(longestVisibilitySeconds, Math.max(1, Math.ceil(seconds))),
});

/**
 * A message that has waited this often leaves what is left to its row, which housekeeping finds due. Far below the queues'
 * maxReceiveCount: a wait, however often, is no dead letter, and an event's personal data must not end in the DLQ for it.
 */
const mostWaits = 20;

/** Comes back by its visibility: not an error. */
class ComesBack extends Error {
  override readonly name = 'ComesBack';
}

export interface Consumer<Message> {
  sqs: SQSClient;
  queueUrl: string;
  /** How long the queue hides a message that was received. */
  visibilityTimeoutSeconds: number;
  schema: z.ZodType<Message>;
  telemetry: LambdaTelemetry;
  /** Keeps a message that the schema doesn't know, so that it is done with. `false`, or absent: it comes back. */
  keepUnknown?(message: unknown): Promise<boolean>;
  /** What every log line about a message says of it: its order, as far as it is known. */
  about(message: NoInfer<Message>): Fields;
  /** Decides about one message. @param remainingMs how long this invocation may still run */
  decide(message: Message, remainingMs: () => number): Promise<Verdict>;
}

/**
 * A Lambda handler for an SQS event source with partial batch responses: the batch's messages at the same time, each
 * with its own verdict. A message whose decision throws comes back after 2, 4, 8 … seconds.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function consume<Message>(consumer: Consumer<Message>) {
  const { telemetry, visibilityTimeoutSeconds } = consumer;

  const one = async (record: SQSRecord, remainingMs: () => number): Promise<void> => {
    const receives = Number(record.attributes.ApproximateReceiveCount);
    let verdict: Verdict;
    try {
      const body = parseJson(record.body);
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
      // Lambda's Errors stay 0, and the metrics of a DLQ that was quiet for hours begin up to 15 minutes late.
      telemetry.count('MessageFailed');
      if (receives >= maxReceives) telemetry.count('MessageDead');
      telemetry.error('a message failed and comes back', { ...crashFacts(error), receives, inSeconds: seconds });
      await hide(consumer, record, seconds);
      throw new ComesBack();
    }
    if (verdict.done || receives >= mostWaits) return telemetry.info('message handled', { receives });
    telemetry.info('message comes back', { receives, inSeconds: verdict.againInSeconds });
    await hide(consumer, record, verdict.againInSeconds);
    throw new ComesBack();
  };

  return middy<SQSEvent, SQSBatchResponse>()
    .use(telemetry.lambdaContext)
    .handler((event: SQSEvent, context: Context) => {
      const isolated = (record: SQSRecord) =>
        withLogFields({ messageId: record.messageId }, () => one(record, () => context.getRemainingTimeInMillis()));
      // Throwing would count among Lambda's errors, and slow the whole queue down, when the only message comes back.
      const options = { throwOnFullBatchFailure: false };
      return processPartialResponse(event, isolated, new BatchProcessor(EventType.SQS), options);
    });
}

/** Lets a message come back after so many seconds. If SQS doesn't take that, it comes back after its queue's own timeout. */
async function hide<Message>(
  { sqs, queueUrl: QueueUrl, telemetry }: Consumer<Message>,
  { receiptHandle: ReceiptHandle }: SQSRecord,
  VisibilityTimeout: number,
): Promise<void> {
  try {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  } catch (error) {
    telemetry.warn("a message's visibility could not be changed: it comes back later", errorFacts(error));
  }
}

/** Only a deployment of another version can have written it: it stays, and ends in the DLQ whole. */
function unreadable({ issues }: z.ZodError): ThankflowError {
  const where = issues.map((issue) => issue.path.join('.')).join(', ');
  return new ThankflowError('bad-row', `a message does not parse at: ${where || 'its root'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause, which quotes the text.
    throw new ThankflowError('bad-row', 'a message is not JSON');
  }
}
