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
