import { randomUUID } from 'node:crypto';
import type { RefreezePorts } from './refreeze.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeNotices, wakeUp } from '../../lib/queue/wake.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import type { NoticesOf } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { loyaltyQueue } from '../queue/names.ts';

/** Wakes notify-shop. */
export const noticesWaker =
  (aws: Pick<StageAws, 'sqs' | 'queueUrl'>) =>
  async (notices: readonly NoticesOf[]): Promise<void> =>
    await wakeNotices(aws.sqs, await aws.queueUrl('notices'))(notices);

export const repairPorts = (aws: StageAws): RefreezePorts => ({
  store: orderStore(aws.documents, aws.ordersTable),
  settings: (shop) => settingsStore(aws.documents, aws.settingsTable).stored(shop),
  sendOrders: async (message) => await sendMessage(aws.sqs, await aws.queueUrl('orders'), ofShop(message)),
  wakeReceipt: async ({ shop, pid, credential }) =>
    await sendMessage(aws.sqs, await aws.queueUrl(loyaltyQueue(credential)), ofShop(wakeUp(shop, pid))),
  now: Date.now,
  newId: randomUUID,
  simulateAll: aws.stage.spend === 'simulated',
});
