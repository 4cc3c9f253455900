import * as z from 'zod';
import { keyText, orderKeyOf, type OrderKey } from '../../lib/order/event.ts';
import { instantIn, queryLogs, type LogAws } from './query.ts';

/**
 * What the functions' logs say about webhooks: ingest's one line for each, and thank-customer's line for an order that it
 * ignored because of its age. Other outcomes than these may come with a later version.
 */
export const lossOutcomes = {
  refused: 'refused',
  unsigned: 'unsigned',
  'no-secret': 'no secret',
  lost: 'lost',
  'too-large': 'too large',
  quarantined: 'quarantined',
  'paid-too-early': 'paid before ordersPaidFrom',
  'paid-too-long-ago': 'paid over a year ago',
} as const;
export type LossOutcome = keyof typeof lossOutcomes;

export const isLoss = (outcome: string): outcome is LossOutcome => Object.hasOwn(lossOutcomes, outcome);

/** Verified: whoever sent one of these knows the secret. `ping` is not among them: WooCommerce's is unsigned. */
export const verifiedOutcomes: readonly string[] = ['accepted', 'ignored', 'void', 'quarantined', 'too-large'];

/** Webhooks of one shop with one outcome. */
export interface Outcome {
  shop: string;
  outcome: string;
  count: number;
  /** Epoch ms; `undefined` if the answer can't be read. */
  first: number | undefined;
  last: number | undefined;
}

const Row = z.object({
  outcome: z.string(),
  shop: z.string().default('(unknown)'),
  webhooks: z.coerce.number(),
  first: z.string().optional(),
  last: z.string().optional(),
});

/** The functions whose lines have an outcome. */
const functions = ['ingest', 'thank-customer'];

const counted = (conditions: string, limit = 10_000) => `filter ${conditions}
| stats count(*) as webhooks, min(@timestamp) as first, max(@timestamp) as last by outcome, shop
| sort webhooks desc
| limit ${limit}`;

/** A shop that nobody knows is a stranger's text, of which there can be any number: those are asked for apart. */
const known = 'ispresent(outcome) and outcome != "unknown-shop"';

/** What became of all webhooks in the time up to now. */
export async function webhookOutcomes(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  return await outcomes(aws, { functions, query: counted(known), fromMs: nowMs - backMs, toMs: nowMs });
}

/** Webhooks for shops that there are not, the most frequent first: a wrong URL at a platform, or a stranger. */
export async function unknownShops(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  const query = counted('outcome = "unknown-shop"', 20);
  return await outcomes(aws, { functions: ['ingest'], query, fromMs: nowMs - backMs, toMs: nowMs });
}

const mostOrders = 200;

/** What became of the webhooks about one of these orders. A key that no order can have is left out. */
export async function webhooksOfOrders(
  aws: LogAws,
  orders: readonly OrderKey[],
  nowMs: number,
  backMs: number,
): Promise<Outcome[]> {
  // What a person typed must not become a part of the query.
  const wanted = orders.map(keyText).filter((order) => orderKeyOf(order) !== undefined);
  if (wanted.length === 0) return [];
  const isOne = `order in [${wanted
    .slice(0, mostOrders)
    .map((order) => `"${order}"`)
    .join(', ')}]`;
  return await outcomes(aws, {
    functions,
    query: counted(`${known} and ${isOne}`),
    fromMs: nowMs - backMs,
    toMs: nowMs,
  });
}

async function outcomes(aws: LogAws, query: Parameters<typeof queryLogs>[1]): Promise<Outcome[]> {
  return (await queryLogs(aws, query)).map((row) => {
    const { shop, outcome, webhooks, first, last } = Row.parse(row);
    return { shop, outcome, count: webhooks, first: instantIn(first), last: instantIn(last) };
  });
}
