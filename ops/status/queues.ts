import { queueCounts } from '../../lib/queue/counts.ts';
import type { StageAws } from '../stage/aws.ts';
import { queueNames } from '../queue/names.ts';
import type { Metrics } from './metrics.ts';

/** The number of messages in a queue. SQS's counts are approximate. */
export interface QueueLevel {
  /** Without the stage: `orders-dlq`. */
  queue: string;
  waiting: number;
  inFlight: number;
  /** Sent, but not yet visible. */
  delayed: number;
  /** The oldest message's age. `undefined` if CloudWatch has no figure. */
  oldestSeconds: number | undefined;
}

export async function queueLevel(aws: StageAws, queue: string): Promise<Omit<QueueLevel, 'oldestSeconds'>> {
  const { waiting, held, delayed } = await queueCounts(aws.sqs, await aws.queueUrl(queue));
  return { queue, waiting, inFlight: held, delayed };
}

export const queueLevels = (aws: StageAws, { oldestSeconds }: Pick<Metrics, 'oldestSeconds'>): Promise<QueueLevel[]> =>
  Promise.all(queueNames(aws.stage).map((queue) => levelWithAge(aws, queue, oldestSeconds[queue])));

async function levelWithAge(aws: StageAws, queue: string, oldestSeconds: number | undefined): Promise<QueueLevel> {
  const level = await queueLevel(aws, queue);
  // The metric remains for minutes after the last message is gone.
  const isEmpty = level.waiting + level.inFlight + level.delayed === 0;
  return { ...level, oldestSeconds: isEmpty ? undefined : oldestSeconds };
}
