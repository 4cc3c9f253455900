import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { QueueCall } from '../aws/sqs.ts';

/** A queue as Lambda polls it. */
export interface PolledQueue {
  /** Waits for up to `waitSeconds` for the first of up to `most` messages, or until the signal. */
  receive(most: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]>;
  delete(messages: readonly Message[]): Promise<void>;
}

const Received = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        MD5OfBody: z.string(),
        Body: z.string(),
        Attributes: z.record(z.string(), z.string()).optional(),
        MessageAttributes: z
          .record(
            z.string(),
            z.object({
              DataType: z.string(),
              StringValue: z.string().optional(),
              BinaryValue: z
                .string()
                .transform((base64) => Buffer.from(base64, 'base64'))
                .optional(),
            }),
          )
          .optional(),
      }),
    )
    .default([]),
});

/** The SDK and HTTP would take as long for a batch as all else that the local stack does for one of its orders. */
export function polledQueue(call: QueueCall, name: string): PolledQueue {
  const QueueUrl = `http://sqs/${name}`;
  return {
    async receive(most, waitSeconds, signal) {
      signal.throwIfAborted();
      const receiving = call('ReceiveMessage', {
        QueueUrl,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const stopped = Promise.withResolvers<never>();
      const stop = () => stopped.reject(signal.reason);
      signal.addEventListener('abort', stop);
      try {
        return Received.parse(await Promise.race([receiving, stopped.promise])).Messages;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    async delete(messages) {
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await call('DeleteMessageBatch', { QueueUrl, Entries });
    },
  };
}
