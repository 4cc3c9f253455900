import { randomUUID } from 'node:crypto';
import type { RefreezePorts } from './refreeze.ts';
import { sendMessage, wakeUp } from '../../lib/queue/send.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { loyaltyQueue } from '../queue/names.ts';

/** The ports for repairing a stage's orders. */
export const repairPorts = ({
  stage,
  sqs,
  documents,
  ordersTable,
  settingsTable,
  queueUrl,
}: StageAws): RefreezePorts => ({
  store: orderStore(documents, ordersTable),
  settings: (shop) => settingsStore(documents, settingsTable).stored(shop),
  sendOrders: async (message) => await sendMessage(sqs, await queueUrl('orders'), message),
  wakeReceipt: async ({ shop, pid, credential }) =>
    await sendMessage(sqs, await queueUrl(loyaltyQueue(credential)), wakeUp(shop, pid)),
  now: Date.now,
  newId: randomUUID,
  simulateAll: stage.spend === 'simulated',
});
