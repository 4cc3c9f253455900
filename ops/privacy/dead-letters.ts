import { isAbout } from '../../lib/privacy/dead-letter.ts';
import { walkQueue, type QueueMessage } from '../../lib/queue/walk.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../aws.ts';
import type { ShopCustomer } from './subject.ts';

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

/** The dead letter queues of a stage, by the names that `queueUrl` knows. */
export const deadLetterQueues = ({ stage }: StageAws): string[] => [
  'orders-dlq',
  ...stage.thanxCredentials.map((credential) => `loyalty-${credential}-dlq`),
];

/**
 * Goes through every dead letter queue for what it holds of a customer. Without `remove` all stays as it was.
 * @param each is shown every message of theirs
 */
export async function* deadLettersOf(
  aws: StageAws,
  store: Pick<OrderStore, 'receipt'>,
  { shop, customer }: ShopCustomer,
  { remove, each }: { remove: boolean; each?: (queue: string, message: QueueMessage) => void },
): AsyncGenerator<DeadLettersOf> {
  for (const queue of deadLetterQueues(aws)) {
    const url = await aws.queueUrl(queue);
    let found = 0;
    const walked = await walkQueue(aws.sqs, url, async (message) => {
      if (!(await isAbout(store, message.body, shop, customer))) return 'keep';
      found += 1;
      each?.(queue, message);
      return remove ? 'remove' : 'keep';
    });
    const { removed, notRemoved, notRestored, heldByOthers: held, ended } = walked;
    yield { queue, found, removed, held, notRemoved, notRestored, unfinished: ended !== 'empty' };
  }
}
