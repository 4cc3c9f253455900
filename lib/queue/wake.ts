import type { SQSClient } from '@aws-sdk/client-sqs';
import { ThankflowError } from '../errors.ts';
import type { WakeUp } from '../order/event.ts';
import type { ReceiptState } from '../order/receipt/state.ts';
import { sendMessage } from './send.ts';

export const wakeUp = (shop: string, pid: string): WakeUp => ({ type: 'wake', shop, pid });

/** The loyalty queue of a credential. Throws `bad-settings` for one that the stage does not have. */
export function loyaltyQueueUrl(queueUrls: Record<string, string>, credential: string): string {
  const url = queueUrls[credential];
  if (url !== undefined) return url;
  throw new ThankflowError(
    'bad-settings',
    `a shop names the Thanx credential ${credential}, which this stage does not have (infra/stages.ts)`,
  );
}

/** Sends a receipt's wake-up to the queue of its credential. */
export const wakeReceipt =
  (sqs: SQSClient, queueUrls: Record<string, string>) =>
  async ({ shop, pid, credential }: Pick<ReceiptState, 'shop' | 'pid' | 'credential'>): Promise<void> => {
    await sendMessage(sqs, loyaltyQueueUrl(queueUrls, credential), wakeUp(shop, pid));
  };
