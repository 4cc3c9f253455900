import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** How full a queue is. All are SQS's own guess. */
export interface QueueCounts {
  waiting: number;
  /** Somebody has received them and is at them. */
  held: number;
  /** Sent, and not to be received before some instant. */
  delayed: number;
}

const Attributes = z.object({
  ApproximateNumberOfMessages: z.coerce.number(),
  ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  ApproximateNumberOfMessagesDelayed: z.coerce.number(),
});

export async function queueCounts(sqs: SQSClient, queueUrl: string): Promise<QueueCounts> {
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  const counts = Attributes.parse(attributes);
  return {
    waiting: counts.ApproximateNumberOfMessages,
    held: counts.ApproximateNumberOfMessagesNotVisible,
    delayed: counts.ApproximateNumberOfMessagesDelayed,
  };
}
