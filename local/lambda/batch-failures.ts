import * as z from 'zod';

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * Which messages of a batch failed, by what a `ReportBatchItemFailures` function answered. Nothing, `null` and an empty
 * list mean: none. What cannot be understood, or names a message that was not in the batch, means: all of them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessageIds(responseBody: string, batchIds: readonly string[]): Set<string> {
  const response = BatchResponse.safeParse(responseBody === '' ? null : JSON.parse(responseBody));
  if (!response.success) return new Set(batchIds);
  const failed = (response.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => batchIds.includes(id)) ? new Set(failed) : new Set(batchIds);
}
