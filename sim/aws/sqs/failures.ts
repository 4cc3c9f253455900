import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidMessageContents,
  MessageNotInflight,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';

const $metadata = { httpStatusCode: 400 };

/** For errors without a class in the client. */
const other = (name: string, message: string): SQSServiceException =>
  new SQSServiceException({ name, $fault: 'client', message, $metadata });

export const invalidValue = (message: string): SQSServiceException => other('InvalidParameterValue', message);

export const missing = (parameter: string): SQSServiceException =>
  other('MissingParameter', `The request must contain the parameter ${parameter}.`);

export const noSuchQueue = (): QueueDoesNotExist =>
  new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata });

export const noSuchHandle = (): ReceiptHandleIsInvalid =>
  new ReceiptHandleIsInvalid({ message: 'The input receipt handle is invalid.', $metadata });

export const notHeld = (): MessageNotInflight =>
  new MessageNotInflight({
    message: 'Message does not exist or is not available for visibility timeout change.',
    $metadata,
  });

export const badCharacters = (): InvalidMessageContents =>
  new InvalidMessageContents({ message: 'Invalid characters found.', $metadata });

export const batchTooLong = (): BatchRequestTooLong =>
  new BatchRequestTooLong({ message: 'Batch requests cannot be longer than 1048576 bytes.', $metadata });

const maxEntries = 10;

/** @throws SQS's error if it refuses such a batch */
export function checkEntries(entries: readonly { Id: string | undefined }[]): void {
  if (entries.length === 0)
    throw new EmptyBatchRequest({ message: "The batch request doesn't contain any entries.", $metadata });
  if (entries.length > maxEntries)
    throw new TooManyEntriesInBatchRequest({ message: 'Maximum number of entries per request are 10.', $metadata });
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new BatchEntryIdsNotDistinct({ message: 'Two or more batch entries have the same Id.', $metadata });
}
