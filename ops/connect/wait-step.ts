import { setTimeout as sleep } from 'node:timers/promises';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { describeFailure } from '../cli/failures.ts';
import { interruptible } from '../cli/interrupt.ts';
import { duration, instantOf } from '../cli/words.ts';
import type { ShopFacts } from '../connection/facts.ts';
import { webhooksOfShop } from '../logs/webhooks.ts';
import { orderIndex } from '../orders/order-index.ts';
import { senders } from '../../lib/senders/senders.ts';
import { outcomeOf, printOutcome } from '../send/print.ts';
import { rowsOf, waitForSent } from '../send/wait.ts';
import type { Connecting } from './connecting.ts';
import { waitForWebhook, type Seen, type WaitPorts } from './wait-for-webhook.ts';

interface Waiting {
  facts: ShopFacts;
  /** `undefined`: this version can't read them. */
  settings: ShopSettings | undefined;
}

/** What the logs say about webhooks that aren't verified, or orders that are left out. For a person. */
const meanings: Record<string, string> = {
  refused:
    'A webhook arrived, and its signature is wrong: the platform signs with another secret than the one that was put',
  unsigned: 'A webhook without a signature arrived, from the platform or from anybody else',
  'no-secret':
    'A webhook arrived before its secret was put. Most platforms send it again, but not WooCommerce and Shopware',
  ping: 'The platform’s ping arrived, so the URL is right. It’s unsigned and says nothing about the secret',
  lost: 'A webhook arrived, but could not be stored',
  'paid-too-early': 'An order arrived that was paid before `ordersPaidFrom`, so it isn’t thanked',
  'paid-too-long-ago': 'An order arrived that was paid over a year ago, so it isn’t thanked',
};

/** What arrived, for programs. */
export type Arrived =
  | { seen: 'order'; order: ReturnType<typeof outcomeOf> | undefined }
  | Exclude<Seen, { seen: 'order' }>;

/** Waits as long as the person said, and prints what arrived. Ctrl-C ends only the waiting. */
export async function waitStep(on: Connecting, { facts, settings }: Waiting, again: string): Promise<Arrived> {
  const { stage, out, shop, platform, options, questions } = on;
  const { newestOrderAt } = facts;
  if (newestOrderAt !== undefined) {
    out.line(`Orders arrive: the newest was first seen ${instantOf(newestOrderAt)}. (Those of \`send\` count too.)`);
    return { seen: 'nothing' };
  }
  const waitMs = options.waitMs ?? (questions.isInteractive ? 600_000 : 0);
  if (waitMs === 0) return { seen: 'nothing' };
  out.note(
    `Waiting for the first webhook, up to ${duration(waitMs / 1000)}. Place a test order${platform === 'shopify' ? ', or send a test notification' : ''}.`,
  );
  if (senders[platform].keepsKey !== true || stage.name === 'local')
    out.note(`To try it without the platform, in another shell: ./thankflow send --shop ${shop} --stage ${stage.name}`);
  const sinceMs = Date.now();
  const tell = (outcome: string, problem?: unknown) => {
    if (outcome === 'logs') out.note(`warning: can't read the logs: ${describeFailure(problem, stage.name).message}`);
    else out.note(`${meanings[outcome] ?? `A webhook arrived: ${outcome}`}.`);
  };
  return await interruptible(
    `Stopped waiting. Everything stays as it is. To continue: ${again}`,
    async (signal): Promise<Arrived> => {
      const seen = await waitForWebhook(portsOf(on), { sinceMs, untilMs: sinceMs + waitMs, signal }, tell);
      if (seen.seen === 'order') return { seen: 'order', order: await follow(on, seen.key, settings, signal) };
      if (!signal.aborted) print(on, seen, again);
      return seen;
    },
  );
}

const portsOf = ({ aws, shop }: Connecting): WaitPorts => ({
  outcomesSince: (since) => webhooksOfShop(aws, shop, Date.now(), Date.now() - since),
  async orderSince(since) {
    for await (const key of orderIndex(aws.documents, aws.ordersTable).byShop(shop, since)) return key;
    return undefined;
  },
  now: Date.now,
  sleep: (ms) => sleep(ms),
});

/** Prints what becomes of the first order. */
async function follow(
  { aws, stage, out }: Connecting,
  key: OrderKey,
  settings: ShopSettings | undefined,
  signal: AbortSignal,
): Promise<ReturnType<typeof outcomeOf> | undefined> {
  out.done(`the first order has arrived: ${keyText(key)}`);
  await waitForSent(aws, [key], signal);
  const rows = await rowsOf(aws, key);
  if (rows !== undefined && settings !== undefined) printOutcome(out, rows, settings, stage.name);
  return rows && outcomeOf(rows, Date.now());
}

function print({ out, shop, stage }: Connecting, seen: Exclude<Seen, { seen: 'order' }>, again: string): void {
  if (seen.seen === 'nothing') return out.note(`No webhook so far. To wait again: ${again}`);
  out.done(`a webhook has arrived, and its signature is right (${seen.outcome})`);
  if (seen.outcome === 'quarantined')
    out.note(`It can't be read: ./thankflow quarantine list --shop ${shop} --stage ${stage.name}`);
  if (seen.outcome === 'accepted')
    out.note(`Its order has not been claimed yet: ./thankflow stuck --stage ${stage.name}`);
}
