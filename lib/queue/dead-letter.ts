import type { SQSClient } from '@aws-sdk/client-sqs';
import { keyText, type OrderKey } from '../order/order-key.ts';
import { sendMessage } from './send.ts';

/** Puts an order into a dead letter queue. The letter has its key and the reason, and nothing personal. */
export const deadLetters =
  (sqs: SQSClient, queueUrl: string) =>
  async ({ shop, pid }: OrderKey, reason: string): Promise<void> =>
    await sendMessage(sqs, queueUrl, { shop, message: { key: keyText({ shop, pid }), reason } });
