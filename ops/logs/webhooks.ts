import * as z from 'zod';
import { ShopId } from '../../lib/order/order.ts';
import { keyText, orderKeyOf, type OrderKey } from '../../lib/order/order-key.ts';
import { instantIn, queryLogs, type LogAws } from './query.ts';

/**
 * Outcomes of webhooks in the functions' logs. Ingest writes one line for each webhook, fetch-order for each that came as an event, and
 * thank-customer for an order that is too old.
 * Later versions may add outcomes.
 */
export const lossOutcomes = {
  refused: 'refused',
  unsigned: 'unsigned',
  'no-secret': 'no secret',
  lost: 'lost',
  'too-large': 'too large',
  quarantined: 'quarantined',
  'event-quarantined': 'quarantined events',
  'paid-too-early': 'paid before ordersPaidFrom',
  'paid-too-long-ago': 'paid over a year ago',
} as const;
export type LossOutcome = keyof typeof lossOutcomes;

export const isLoss = (outcome: string): outcome is LossOutcome => Object.hasOwn(lossOutcomes, outcome);

/** Outcomes that prove that the sender knows the secret. `ping` doesn't: WooCommerce's is unsigned. Nor do `event-…`: events have no signature. */
export const verifiedOutcomes: readonly string[] = [
  'accepted',
  'ignored',
  'void',
  'other-site',
  'quarantined',
  'too-large',
];

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

const functions = ['ingest', 'fetch-order', 'thank-customer'];

const counted = (conditions: string, limit = 10_000) => `filter ${conditions}
| stats count(*) as webhooks, min(@timestamp) as first, max(@timestamp) as last by outcome, shop
| sort webhooks desc
| limit ${limit}`;

/** Names of unknown shops come from strangers, and there can be any number. They get a query of their own. */
const known = 'ispresent(outcome) and outcome != "unknown-shop"';

export async function webhookOutcomes(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  return await outcomes(aws, { functions, query: counted(known), fromMs: nowMs - backMs, toMs: nowMs });
}

/** Returns the outcomes of one shop's webhooks. */
export async function webhooksOfShop(aws: LogAws, shop: string, nowMs: number, backMs: number): Promise<Outcome[]> {
  // Typed text must not become part of the query.
  const query = counted(`${known} and shop = "${ShopId.parse(shop)}"`);
  return await outcomes(aws, { functions, query, fromMs: nowMs - backMs, toMs: nowMs });
}

/** Returns webhooks for unknown shops, most frequent first: a wrong URL at a platform, or a stranger. */
export async function unknownShops(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  const query = counted('outcome = "unknown-shop"', 20);
  return await outcomes(aws, { functions: ['ingest'], query, fromMs: nowMs - backMs, toMs: nowMs });
}

const maxOrders = 200;

/** Returns the outcomes of webhooks about these orders. Invalid keys are left out. */
export async function webhooksOfOrders(
  aws: LogAws,
  orders: readonly OrderKey[],
  nowMs: number,
  backMs: number,
): Promise<Outcome[]> {
  // Typed text must not become part of the query.
  const wanted = orders.map(keyText).filter((order) => orderKeyOf(order) !== undefined);
  if (wanted.length === 0) return [];
  const isOne = `order in [${wanted
    .slice(0, maxOrders)
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
