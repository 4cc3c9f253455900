import type { SQSClient } from '@aws-sdk/client-sqs';
import { ThankflowError } from '../errors.ts';
import type { NoticesOf } from '../store/keys.ts';
import type { PollReceipts, WakeNotices, WakeUp } from '../order/event.ts';
import type { Purchase } from '../order/loyalty-message.ts';
import type { ReceiptState } from '../order/receipt/state.ts';
import { ofShop, sendMessage, sendMessages, type ShopMessage } from './send.ts';

export const wakeUp = (shop: string, pid: string): WakeUp => ({ type: 'wake', shop, pid });

/** The receipts of a poll have one merchant, so their shops share a group. */
export const ofPoll = (message: PollReceipts): ShopMessage => ({ shop: message.receipts[0].shop, message });

/** Purchases name no shop. Together they are one group, so that many of them keep no shop's receipts waiting. No shop can have this name. */
export const ofPurchase = (message: Purchase): ShopMessage => ({ shop: 'purchases.', message });

/**
 * The URL of a credential's loyalty queue.
 * @throws ThankflowError `bad-settings` if the stage doesn't have the credential
 */
export function loyaltyQueueUrl(queueUrls: Record<string, string>, credential: string): string {
  const url = queueUrls[credential];
  if (url !== undefined) return url;
  throw new ThankflowError(
    'bad-settings',
    `a shop uses the Thanx credential ${credential}, which this stage doesn't have (infra/stages.ts)`,
  );
}

/** Wakes notify-shop for orders' notices, or for shops' own. */
export const wakeNotices =
  (sqs: SQSClient, queueUrl: string) =>
  async (notices: readonly NoticesOf[]): Promise<void> =>
    await sendMessages(
      sqs,
      queueUrl,
      notices.map((one) => ofShop(noticesWakeUp(one))),
    );

const noticesWakeUp = ({ shop, pid, about }: NoticesOf): WakeNotices =>
  pid === undefined ? { type: 'wake-notices', shop, about } : { type: 'wake-notices', shop, pid };

/** Wakes a receipt on the queue of its credential. */
export const wakeReceipt =
  (sqs: SQSClient, queueUrls: Record<string, string>) =>
  async ({ shop, pid, credential }: Pick<ReceiptState, 'shop' | 'pid' | 'credential'>): Promise<void> => {
    await sendMessage(sqs, loyaltyQueueUrl(queueUrls, credential), ofShop(wakeUp(shop, pid)));
  };
