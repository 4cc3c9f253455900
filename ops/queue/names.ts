import type { Stage } from '../../infra/stages.ts';

/** The queue of a Thanx credential's receipts. */
export const loyaltyQueue = (credential: string): string => `loyalty-${credential}`;

/** A stage's work queues, by the names that `queueUrl` knows. */
export const workQueues = ({ thanxCredentials }: Pick<Stage, 'thanxCredentials'>): string[] => [
  'orders',
  ...thanxCredentials.map(loyaltyQueue),
];

/** Where a work queue's messages end that fail for good. */
export const deadLetterQueue = (queue: string): string => `${queue}-dlq`;

/** Every queue of a stage, each with its dead letters after it. */
export const queueNames = (stage: Pick<Stage, 'thanxCredentials'>): string[] =>
  workQueues(stage).flatMap((queue) => [queue, deadLetterQueue(queue)]);
