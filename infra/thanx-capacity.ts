import type { Duration } from 'aws-cdk-lib';
import { Limits, permitsPerFollow, slowestPerSecond } from '../lib/permits/limits.ts';
import { waitingBudgetMs } from '../lib/partners/thanx/permitted-call.ts';
import { maxBatchMessages } from '../lib/queue/limits.ts';
import type { Stage } from './stages.ts';

/** AWS's lowest MaximumConcurrency. */
export const fewestWorkers = 2;
/** A receipt, and its customer's token if none is alive. */
const callsPerReceipt = 2;

/** A stage's limits, as the limiter has them. */
export const thanxLimits = ({ thanx }: Pick<Stage, 'thanx'>): Limits => {
  const { requestsPerSecond, requestsPer15Minutes, p99Seconds: _, ...margins } = thanx;
  return Limits.parse({
    burst: { requests: requestsPerSecond, windowMs: 1000 },
    sustained: { requests: requestsPer15Minutes, windowMs: 900_000 },
    ...margins,
  });
};

/**
 * How many workers submit to Thanx, and how many receipts each has in hand.
 *
 * Workers: Little's law, so many are busy at the rate limit; more would only wait.
 * Batch: all receipts in hand wait for their permits inline. However slowly permits come, the last one's must come within
 * what the invocation can wait: receipts × calls ≤ waiting budget × slowest rate. More would be received only to be put
 * off, and received again.
 */
export function thanxCapacity(
  stage: Pick<Stage, 'thanx' | 'partnerTimeoutMs'>,
  timeout: Duration,
): { workers: number; batchSize: number } {
  const { requestsPerSecond, p99Seconds } = stage.thanx;
  const workers = Math.max(fewestWorkers, Math.ceil(requestsPerSecond * p99Seconds));
  const budgetSeconds = waitingBudgetMs(timeout.toMilliseconds(), stage.partnerTimeoutMs) / 1000;
  const callsInTime = budgetSeconds * slowestPerSecond(thanxLimits(stage)) * (1 - 1 / permitsPerFollow);
  const inHand = Math.floor(callsInTime / (workers * callsPerReceipt));
  return { workers, batchSize: Math.min(maxBatchMessages, Math.max(1, inHand)) };
}
