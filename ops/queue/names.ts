import type { Stage } from '../../infra/stages.ts';

/** Resolves for each caller in turn, so many times a second, evenly. What was late is not made up for. */
export function pacer(
  { now, sleep }: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<unknown> },
  perSecond: number,
  signal?: AbortSignal,
): () => Promise<void> {
  let nextMs = 0;
  return async () => {
    const nowMs = now();
    const atMs = Math.max(nowMs, nextMs);
    nextMs = atMs + 1000 / perSecond;
    if (atMs > nowMs) await sleep(atMs - nowMs, signal);
  };
}

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
