import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import { longestVisibilitySeconds, maxReceives } from './backoff.ts';

/** What becomes of a message: it has done its work, or it is to come back. */
export type Verdict =
  | { done: true }
  | {
      done: false;
      againInSeconds: number;
      /** No row brings it back: only the message knows of it. */
      onlyHere?: true;
    };

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
  schema: z.ZodType<Message>;
  telemetry: Telemetry;
  /** Decides about one message. @param remainingMs how long this invocation may still run */
  decide(message: Message, remainingMs: () => number): Promise<Verdict>;
}

/**
 * A Lambda handler for an SQS event source with partial batch responses: the batch's messages at the same time, each
 * with its own verdict. A message whose decision throws comes back after the queue's visibility timeout.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function consume<Message>(consumer: Consumer<Message>) {
  const one = async (record: SQSRecord, remainingMs: () => number): Promise<void> => {
    const parsed = consumer.schema.safeParse(parseJson(record.body));
    if (!parsed.success) {
      // Only a deployment of another version can have written it: it stays, and ends in the DLQ whole.
      const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new ThankflowError('bad-row', `a message does not parse at: ${where || 'its root'}`);
    }
    const verdict = await consumer.decide(parsed.data, remainingMs);
    const waits = Number(record.attributes.ApproximateReceiveCount);
    if (verdict.done || (waits >= mostWaits && verdict.onlyHere !== true)) return;
    await consumer.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: consumer.queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: verdict.againInSeconds,
      }),
    );
    throw new ComesBack();
  };

  // What the handler answers is what the middleware makes the batch response of.
  return middy<SQSEvent, SQSBatchResponse | PromiseSettledResult<void>[]>()
    .use(
      sqsPartialBatchFailure({
        logger: (reason: unknown, record: SQSRecord) => tell(consumer.telemetry, reason, record),
      }),
    )
    .handler((event: SQSEvent, context: Context) =>
      Promise.allSettled(event.Records.map((record) => one(record, () => context.getRemainingTimeInMillis()))),
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ThankflowError('bad-row', 'a message is not JSON', { cause: error });
  }
}

/**
 * Names and codes only: an SDK's message may quote what was sent. Counts what failed, as Lambda's Errors stay 0; and what SQS
 * moves to the dead letter queue now, as the metrics of a queue that was quiet for hours begin up to 15 minutes late.
 */
function tell(telemetry: Telemetry, reason: unknown, { attributes }: Pick<SQSRecord, 'attributes'>): void {
  const isLast = Number(attributes.ApproximateReceiveCount) >= maxReceives;
  if (isLast) telemetry.count('MessageDead');
  if (reason instanceof ComesBack) return;
  telemetry.count('MessageFailed');
  if (reason instanceof ThankflowError) telemetry.error(reason.message, { code: reason.code });
  else
    telemetry.error('a message failed and comes back', {
      error: reason instanceof Error ? reason.name : typeof reason,
    });
}
