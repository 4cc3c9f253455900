import { ofShop, sendMessages } from '../../lib/queue/send.ts';
import { wakeNotices, wakeUp } from '../../lib/queue/wake.ts';
import type { ExpeditePorts } from '../../lib/expedite/expedite.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { loyaltyQueue } from '../queue/names.ts';

const messages = (orders: readonly { shop: string; pid: string }[]) =>
  orders.map(({ shop, pid }) => ofShop(wakeUp(shop, pid)));

export const expeditePorts = ({ stage, sqs, documents, ordersTable, queueUrl }: StageAws): ExpeditePorts => ({
  store: orderStore(documents, ordersTable),
  due: dueEntries(documents, ordersTable),
  credentials: stage.thanxCredentials,
  wakeOrders: async (orders) => await sendMessages(sqs, await queueUrl('orders'), messages(orders)),
  wakeReceipts: async (credential, orders) =>
    await sendMessages(sqs, await queueUrl(loyaltyQueue(credential)), messages(orders)),
  wakeNotices: async (notices) => await wakeNotices(sqs, await queueUrl('notices'))(notices),
  now: Date.now,
});
