import { setTimeout as sleep } from 'node:timers/promises';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { interruptedCode, interruptible } from '../cli/interrupt.ts';
import { duration, instantOf } from '../cli/words.ts';
import { describeFailure } from '../cli/failures.ts';
import { arrivals, type ShopFacts } from '../connection/facts.ts';
import { verifiedOutcomes, webhooksOfShop } from '../logs/webhooks.ts';
import { orderIndex } from '../orders/order-index.ts';
import type { Connecting } from './connecting.ts';

export interface WaitPorts {
  /** The outcomes of the shop's webhooks since an instant; rejects if the logs can't be read. */
  outcomesSince(sinceMs: number): Promise<readonly { outcome: string; count: number }[]>;
  /** The newest order that was first seen since an instant. */
  orderSince(sinceMs: number): Promise<OrderKey | undefined>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export type Seen =
  | { seen: 'order'; key: string }
  /** Verified, but about no order: a test notification, or a topic that isn't used. */
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
  while (!signal.aborted) {
    const key = await orderSince(sinceMs);
    if (key !== undefined) return { seen: 'order', key: keyText(key) };
    if (now() >= nextLogsMs) {
      nextLogsMs = now() + logsEveryMs;
      const outcomes = await outcomesSince(sinceMs).catch((problem: unknown) => {
        tell('logs', problem);
        return [];
      });
      const verified = outcomes.find(({ outcome }) => verifiedOutcomes.includes(outcome) && outcome !== 'accepted');
      for (const { outcome } of outcomes) if (!verifiedOutcomes.includes(outcome)) tell(outcome);
      if (verified !== undefined) return { seen: 'webhook', outcome: verified.outcome };
    }
    if (now() >= untilMs) break;
    await pause(pollMs);
  }
  return { seen: 'nothing' };
}

/** What an unverified webhook means, for a person. */
const meanings: Record<string, string> = {
  refused:
    'A webhook arrived, and its signature is wrong: the platform signs with another secret than the one that was put',
  unsigned: 'A webhook without a signature arrived, from the platform or from anybody else',
  'no-secret': 'A webhook arrived before its secret was put. The platform sends it again, except WooCommerce',
  ping: 'The platform’s ping arrived, so the URL is right. It’s unsigned and says nothing about the secret',
  lost: 'A webhook arrived, but could not be stored',
};

/** Waits as long as the person said, and prints what arrived. Ctrl-C ends only the waiting. */
export async function waitStep(on: Connecting, facts: ShopFacts, again: string): Promise<Seen> {
  const { aws, stage, out, shop, options, questions } = on;
  const { newestOrderAt } = facts;
  if (newestOrderAt !== undefined) {
    out.line(`Orders arrive: the newest was first seen ${instantOf(newestOrderAt)}. (Those of \`send\` count too.)`);
    return { seen: 'nothing' };
  }
  const waitMs = options.waitMs ?? (questions.isInteractive ? 600_000 : 0);
  if (waitMs === 0) return { seen: 'nothing' };
  out.note(
    `Waiting for the first webhook, up to ${duration(waitMs / 1000)}. Place a test order, or send a test notification.`,
  );
  const index = orderIndex(aws.documents, aws.ordersTable);
  const sinceMs = Date.now();
  const ports: WaitPorts = {
    outcomesSince: async (since) => arrivals(await webhooksOfShop(aws, shop, Date.now(), Date.now() - since)),
    async orderSince(since) {
      for await (const key of index.byShop(shop, since)) return key;
      return undefined;
    },
    now: Date.now,
    sleep: (ms) => sleep(ms),
  };
  const tell = (outcome: string, problem?: unknown) => {
    if (outcome === 'logs') out.note(`warning: can't read the logs: ${describeFailure(problem, stage.name).message}`);
    else out.note(`${meanings[outcome] ?? `A webhook arrived: ${outcome}`}.`);
  };
  const seen = await interruptible(`Stopped waiting. Everything stays as it is. To continue: ${again}`, (signal) =>
    waitForWebhook(ports, { sinceMs, untilMs: sinceMs + waitMs, signal }, tell),
  );
  if (interruptedCode() === undefined) print(on, seen, again);
  return seen;
}

function print({ out, stage }: Connecting, seen: Seen, again: string): void {
  switch (seen.seen) {
    case 'order':
      out.done(`the first order has arrived: ${seen.key}`);
      out.note(`Its history: ./thankflow orders show ${seen.key} --stage ${stage.name}`);
      break;
    case 'webhook':
      out.done(`a webhook has arrived, and its signature is right (${seen.outcome})`);
      break;
    case 'nothing':
      out.note(`No webhook so far. To wait again: ${again}`);
  }
}
