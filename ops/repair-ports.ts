import type { RepairPorts } from '../lib/repair/retry.ts';
import { sendMessage } from '../lib/queue/send.ts';
import { wakeUp } from '../lib/queue/wake.ts';
import { orderStore } from '../lib/store/orders.ts';
import type { StageAws } from './aws.ts';

/** Repairing a stage's orders from here. */
export const repairPorts = ({ sqs, documents, ordersTable, queueUrl }: StageAws): RepairPorts => ({
  store: orderStore(documents, ordersTable),
  sendOrders: async (message) => await sendMessage(sqs, await queueUrl('orders'), message),
  wakeReceipt: async ({ shop, pid, credential }) =>
    await sendMessage(sqs, await queueUrl(`loyalty-${credential}`), wakeUp(shop, pid)),
  now: Date.now,
});
