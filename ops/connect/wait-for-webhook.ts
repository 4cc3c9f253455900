import type { OrderKey } from '../../lib/order/order-key.ts';
import { verifiedOutcomes } from '../logs/webhooks.ts';

export interface WaitPorts {
  /** The outcomes of the shop's webhooks since an instant; rejects if the logs can't be read. */
  outcomesSince(sinceMs: number): Promise<readonly { outcome: string; count: number }[]>;
  /** The newest order that was first seen since an instant. */
  orderSince(sinceMs: number): Promise<OrderKey | undefined>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export type Seen =
  | { seen: 'order'; key: OrderKey }
  /** Verified, but without an order so far: a test notification, or a topic that isn't used. */
  | { seen: 'webhook'; outcome: string }
  | { seen: 'nothing' };

const pollMs = 2000;
/** CloudWatch charges for each query. */
const logsEveryMs = 10_000;

/**
 * Waits for a shop's first webhook that its secret verifies.
 * @param told called once for each outcome that isn't verified, and if the logs can't be read
 */
export async function waitForWebhook(
  { outcomesSince, orderSince, now, sleep: pause }: WaitPorts,
  { sinceMs, untilMs, signal }: { sinceMs: number; untilMs: number; signal: AbortSignal },
  told: (outcome: string, problem?: unknown) => void,
): Promise<Seen> {
  const known = new Set<string>();
  const tell = (outcome: string, problem?: unknown) => {
    if (!known.has(outcome)) told(outcome, problem);
    known.add(outcome);
  };
  let nextLogsMs = 0;
  let accepted = false;
  while (!signal.aborted) {
    const key = await orderSince(sinceMs);
    if (key !== undefined) return { seen: 'order', key };
    if (now() >= nextLogsMs) {
      nextLogsMs = now() + logsEveryMs;
      const outcomes = await outcomesSince(sinceMs).catch((problem: unknown) => {
        tell('logs', problem);
        return [];
      });
      const verified = outcomes.find(({ outcome }) => verifiedOutcomes.includes(outcome) && outcome !== 'accepted');
      // An accepted one leads to an order, unless the order is too old.
      accepted ||= outcomes.some(({ outcome }) => outcome === 'accepted');
      for (const { outcome } of outcomes) if (!verifiedOutcomes.includes(outcome)) tell(outcome);
      if (verified !== undefined) return { seen: 'webhook', outcome: verified.outcome };
    }
    if (now() >= untilMs) break;
    await pause(pollMs);
  }
  return accepted ? { seen: 'webhook', outcome: 'accepted' } : { seen: 'nothing' };
}
