import type { Duration } from 'aws-cdk-lib';
import { Limits, permitsPerPoll, slowestPerSecond } from '../lib/permits/limits.ts';
import { waitingBudgetMs } from '../lib/partners/thanx/permitted-call.ts';
import { maxBatchMessages } from '../lib/queue/limits.ts';
import type { Stage } from './stages.ts';

/** AWS's lowest MaximumConcurrency. */
export const minWorkers = 2;
/** One for the receipt, and one for the customer's token if there is no valid one. */
const callsPerReceipt = 2;
/** Another shop's receipt waits for the receipts in hand, and then among as many. */
const turnsToPass = 2;

/** A stage's limits, in the limiter's form. */
export const thanxLimits = ({ thanx }: Pick<Stage, 'thanx'>): Limits => {
  const { requestsPerSecond, requestsPer15Minutes, p99Seconds: _, ...margins } = thanx;
  return Limits.parse({
    burst: { requests: requestsPerSecond, windowMs: 1000 },
    sustained: { requests: requestsPer15Minutes, windowMs: 900_000 },
    ...margins,
  });
};

/**
 * How many workers submit to Thanx, and how many receipts each handles at a time.
 *
 * Workers: by Little's law, this many are busy at the rate limit. More would only wait.
 * Batch size: a worker's receipts all wait for their permits within the invocation. Even at the slowest rate, the last permit must come in
 * time: receipts × calls ≤ waiting budget × slowest rate. More receipts would be received, put back, and received again. Half of that many
 * are in hand, so that another shop's receipt has its turn as soon: first, a worker must be free, which takes as many permits as all receipts
 * in hand need. Then its own calls take their turn among the others in hand, which takes as many again.
 */
export function thanxCapacity(
  stage: Pick<Stage, 'thanx' | 'partnerTimeoutMs'>,
  timeout: Duration,
): { workers: number; batchSize: number } {
  const { requestsPerSecond, p99Seconds } = stage.thanx;
  const workers = Math.max(minWorkers, Math.ceil(requestsPerSecond * p99Seconds));
  const budgetSeconds = waitingBudgetMs(timeout.toMilliseconds(), stage.partnerTimeoutMs) / 1000;
  const callsInTime = budgetSeconds * slowestPerSecond(thanxLimits(stage)) * (1 - 1 / permitsPerPoll);
  const receiptsInTime = Math.floor(callsInTime / (turnsToPass * workers * callsPerReceipt));
  return { workers, batchSize: Math.min(maxBatchMessages, Math.max(1, receiptsInTime)) };
}
