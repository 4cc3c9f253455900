import * as z from 'zod';
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

/**
 * Counted by shop and outcome; Logs Insights returns no more rows than `limit`. A shop that nobody knows is a stranger's
 * text, of which there can be any number, so those are asked for apart.
 */
const known = `filter ispresent(outcome) and outcome != "unknown-shop"
| stats count(*) as webhooks, min(@timestamp) as first, max(@timestamp) as last by outcome, shop
| sort webhooks desc
| limit 10000`;
const unknown = `filter outcome = "unknown-shop"
| stats count(*) as webhooks, min(@timestamp) as first, max(@timestamp) as last by outcome, shop
| sort webhooks desc
| limit 20`;

/** What became of all webhooks in the time up to now. */
export async function webhookOutcomes(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  return await outcomes(aws, { functions, query: known, fromMs: nowMs - backMs, toMs: nowMs });
}

/** Webhooks for shops that there are not, the most frequent first: a wrong URL at a platform, or a stranger. */
export async function unknownShops(aws: LogAws, nowMs: number, backMs: number): Promise<Outcome[]> {
  return await outcomes(aws, { functions: ['ingest'], query: unknown, fromMs: nowMs - backMs, toMs: nowMs });
}

async function outcomes(aws: LogAws, query: Parameters<typeof queryLogs>[1]): Promise<Outcome[]> {
  return (await queryLogs(aws, query)).map((row) => {
    const { webhooks, first, last, ...rest } = Row.parse(row);
    return { ...rest, count: webhooks, first: instantIn(first), last: instantIn(last) };
  });
}
