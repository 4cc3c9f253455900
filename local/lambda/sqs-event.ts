import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** The event that Lambda makes of received messages. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsEvent(messages: readonly Message[], queueArn: string, region: string) {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
          name,
          {
            stringValue: value.StringValue,
            binaryValue: value.BinaryValue && Buffer.from(value.BinaryValue).toString('base64'),
            stringListValues: [],
            binaryListValues: [],
            dataType: value.DataType,
          },
        ]),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * Returns which messages of a batch failed, according to the answer of a `ReportBatchItemFailures` function. Nothing, `null` and an empty list
 * mean none. An answer that can't be read, or that names a message outside the batch, means all of them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessageIds(responseBody: string, batchIds: readonly string[]): Set<string> {
  const response = BatchResponse.safeParse(responseBody === '' ? null : JSON.parse(responseBody));
  if (!response.success) return new Set(batchIds);
  const failed = (response.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => batchIds.includes(id)) ? new Set(failed) : new Set(batchIds);
}
