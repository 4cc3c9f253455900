import { isAbout, unclaimedIn } from './dead-letter.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { forgetUnclaimedOf } from '../../lib/privacy/unclaimed.ts';
import { walkQueue, type QueueMessage } from '../queue/walk.ts';
import type { StageAws } from '../stage/aws.ts';
import { countDead, deadQueues } from '../dlq/queues.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import type { ToErase } from './subject.ts';

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
