import * as z from 'zod';
import { chunksOf } from '../../../batches.ts';
import { utcInstant } from '../../fields.ts';
import { gidOr } from '../gid.ts';
import type { Query } from './graphql.ts';

/** How many orders are asked for at once, with how many of their transactions: one query may cost 1,000. */
const usual = { orders: 50, transactions: 10 };

/** For orders with more transactions: many payments failed, or the order was paid in many parts. The last payment is at the end. */
const extensive = { orders: 5, transactions: 100 };

export const Transactions = z.array(
  z.object({
    kind: z.string(),
    status: z.string(),
    processedAt: utcInstant.nullish(),
    createdAt: utcInstant.nullish(),
  }),
);

/**
 * When an order was paid: the time of its last successful payment. An order may be paid in parts.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/OrderTransaction
 */
export function lastPayment(transactions: z.infer<typeof Transactions>): string | undefined {
  return transactions
    .filter(({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'))
    .map(({ processedAt, createdAt }) => processedAt ?? createdAt ?? '')
    .toSorted()
    .at(-1);
}

const Orders = z.object({
  nodes: z.array(z.object({ id: z.string(), transactions: Transactions }).partial().nullable()),
});

const query = `query ($ids: [ID!]!, $first: Int!) {
  nodes(ids: $ids) { ... on Order { id transactions(first: $first) { kind status processedAt createdAt } } }
}`;

export async function shopifyPaidTimes(ask: Query, orderIds: readonly string[]): Promise<Map<string, string>> {
  const transactions = await transactionsOf(ask, orderIds, usual);
  const cut = [...transactions].flatMap(([id, list]) => (list.length < usual.transactions ? [] : [id]));
  for (const [id, list] of await transactionsOf(ask, cut, extensive)) transactions.set(id, list);
  const times = new Map<string, string>();
  for (const [id, list] of transactions) {
    const paidAt = lastPayment(list);
    if (paidAt) times.set(id, paidAt);
  }
  return times;
}

/** The first transactions of each order, the oldest first. */
async function transactionsOf(
  ask: Query,
  orderIds: readonly string[],
  size: typeof usual,
): Promise<Map<string, z.infer<typeof Transactions>>> {
  const found = new Map<string, z.infer<typeof Transactions>>();
  for (const ids of chunksOf(orderIds, size.orders)) {
    const variables = { ids: ids.map((id) => `gid://shopify/Order/${id}`), first: size.transactions };
    const { nodes } = await ask(Orders, query, variables);
    for (const node of nodes)
      if (node?.id !== undefined) found.set(gidOr('Order', node.id, node.id), node.transactions ?? []);
  }
  return found;
}
