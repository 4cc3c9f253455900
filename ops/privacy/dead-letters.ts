import { isAbout, unclaimedIn } from './dead-letter.ts';
import type { ErasePorts } from '../../lib/privacy/erase.ts';
import { forgetUnclaimedOf } from '../../lib/privacy/unclaimed.ts';
import { walkQueue, type QueueMessage } from '../queue/walk.ts';
import type { StageAws } from '../stage/aws.ts';
import { countDead, deadQueues } from '../dlq/queues.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import type { ToErase } from './subject.ts';

/** How many messages of one dead letter queue are about a customer. Contains nothing personal. */
export interface DeadLettersOf {
  queue: string;
  found: number;
  removed: number;
  /** Another reader holds these right now, so they can't be checked. */
  held: number;
  /** SQS didn't remove these. They come back. */
  notRemoved: number;
  /** Checked, but still hidden from others for a while. */
  notRestored: number;
  /** Some weren't checked, because SQS hides a limited number at once. */
  unfinished: boolean;
}

/**
 * Scans every dead letter queue for messages about a customer or a whole shop. Changes nothing without `remove`.
 * @param each called with each message found
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
      if (!(await isAbout(ports.store, message.body, shop, customer, aws.stage.shopifyEvents))) return 'keep';
      found += 1;
      each?.(queue, message);
      if (!remove) return 'keep';
      const unclaimed = unclaimedIn(message.body);
      if (unclaimed) await forgetUnclaimedOf(ports, unclaimed.shop, unclaimed.orderId);
      return 'remove';
    };
    const walked = await walkQueue(aws.sqs, url, visit, {
      signal,
      waitSeconds: aws.waits.receiveWaitSeconds,
    });
    const { removed, notRemoved, notRestored, heldByOthers: held, ended } = walked;
    return { queue, found, removed, held, notRemoved, notRestored, unfinished: ended !== 'empty' };
  }
}
