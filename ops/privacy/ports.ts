import { sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import type { StageAws } from '../aws.ts';

/** Finding and erasing from here. What follows from an order's rows its own worker does, who is woken for it. */
export const privacyPorts = ({ documents, ordersTable, sqs, queueUrl }: StageAws): ErasePorts => ({
  store: orderStore(documents, ordersTable),
  due: dueEntries(documents, ordersTable),
  parking: parking(documents, ordersTable, Date.now),
  finish: async (shop, pid) => await sendMessage(sqs, await queueUrl('orders'), wakeUp(shop, pid)),
  now: Date.now,
});
