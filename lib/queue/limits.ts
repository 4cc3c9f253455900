/**
 * SQS gives and takes no more messages at once; without a batching window, a Lambda function gets no more either.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBatchMessages = 10;
