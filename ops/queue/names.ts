import type { Stage } from '../../infra/stages.ts';

export const loyaltyQueue = (credential: string): string => `loyalty-${credential}`;

/** A stage's work queues, by the names that `queueUrl` takes. */
export const workQueues = ({ thanxCredentials }: Pick<Stage, 'thanxCredentials'>): string[] => [
  'orders',
  'fetches',
  ...thanxCredentials.map(loyaltyQueue),
  'notices',
];

export const deadLetterQueue = (queue: string): string => `${queue}-dlq`;

/** Every queue of a stage, each followed by its dead letter queue. */
export const queueNames = (stage: Pick<Stage, 'thanxCredentials'>): string[] =>
  workQueues(stage).flatMap((queue) => [queue, deadLetterQueue(queue)]);
