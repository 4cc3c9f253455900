import { sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { customerStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import type { StageAws } from '../stage/aws.ts';
import { countDead, deadQueues } from '../dlq/queues.ts';
import { rememberedSettings } from '../dlq/ports.ts';
import { progress, interruptible } from '../cli/progress.ts';
import { isAbout, unclaimedIn } from './dead-letter.ts';
import { forgetUnclaimedOf } from '../../lib/privacy/unclaimed.ts';
import { walkQueue, type QueueMessage } from '../queue/walk.ts';
import type { ToErase } from './subject.ts';

/** Finding and erasing from here. What follows from an order's rows its own worker does, who is woken for it. */
export const privacyPorts = ({
  documents,
  ordersTable,
  settingsTable,
  customers,
  sqs,
  queueUrl,
}: StageAws): ErasePorts => ({
  store: customerStore(documents, ordersTable, customers),
  due: dueEntries(documents, ordersTable),
  parking: parking(documents, ordersTable, Date.now),
  settings: rememberedSettings({ documents, settingsTable }),
  finish: async (shop, pid) => await sendMessage(sqs, await queueUrl('orders'), wakeUp(shop, pid)),
  now: Date.now,
});

/** Does something with these ports that looks through all rows of the due index, and shows how far it has come. */
export async function seenMoving<Result>(
  ports: ErasePorts,
  work: (ports: ErasePorts) => Promise<Result>,
): Promise<Result> {
  const bar = progress('Rows', 0);
  try {
    return await work({
      ...ports,
      async *due(kind, untilMs) {
        for await (const entry of ports.due(kind, untilMs)) {
          bar.advance();
          yield entry;
        }
      },
    });
  } finally {
    bar.stop();
  }
}

/** What one dead letter queue holds of a customer. Nothing in it is personal. */
export interface DeadLettersOf {
  queue: string;
  found: number;
  removed: number;
  /** Somebody else holds these right now: nobody can say whether they are about the customer. */
  held: number;
  /** Removed, but SQS did not: they come back. */
  notRemoved: number;
  /** Looked at and hidden for a while longer. */
  notRestored: number;
  /** Not all could be looked at: there are more than can be held at once. */
  unfinished: boolean;
}

/**
 * Goes through every dead letter queue for what it holds of a customer or of a whole shop. Without `remove` all stays as it was.
 * @param each is shown every message of theirs
 */
export async function deadLettersOf(
  aws: StageAws,
  ports: Pick<ErasePorts, 'store' | 'settings'>,
  { shop, customer }: ToErase,
  { remove, each }: { remove: boolean; each?: (queue: string, message: QueueMessage) => void },
): Promise<DeadLettersOf[]> {
  const queues = await deadQueues(aws);
  const bar = progress('Dead letters', (await countDead(aws.sqs, queues)).waiting);
  try {
    return await interruptible('Putting the dead letters back.', (signal) =>
      Promise.all(queues.map(({ name, url }) => inQueue(name, url, signal))),
    );
  } finally {
    bar.stop();
  }

  async function inQueue(queue: string, url: string, signal: AbortSignal): Promise<DeadLettersOf> {
    let found = 0;
    const visit = async (message: QueueMessage) => {
      bar.advance();
      if (!(await isAbout(ports.store, message.body, shop, customer))) return 'keep';
      found += 1;
      each?.(queue, message);
      if (!remove) return 'keep';
      const unclaimed = unclaimedIn(message.body);
      if (unclaimed) await forgetUnclaimedOf(ports, unclaimed.shop, unclaimed.orderId);
      return 'remove';
    };
    const walked = await walkQueue(aws.sqs, url, visit, { signal });
    const { removed, notRemoved, notRestored, heldByOthers: held, ended } = walked;
    return { queue, found, removed, held, notRemoved, notRestored, unfinished: ended !== 'empty' };
  }
}
