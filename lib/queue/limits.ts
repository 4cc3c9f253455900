/**
 * The maximum for sending to SQS, receiving from it, and for a Lambda function without a batching window.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBatchMessages = 10;
