import * as z from 'zod';
import { chunksOf } from '../../../batches.ts';
import { utcInstant } from '../../fields.ts';
import { gidOr } from '../gid.ts';
import type { Query } from './graphql.ts';

/** Each has up to ten transactions, and one query may cost 1,000. */
const ordersPerCall = 50;

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

const query = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Order { id transactions(first: 10) { kind status processedAt createdAt } } }
}`;

export async function shopifyPaidTimes(ask: Query, orderIds: readonly string[]): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  for (const ids of chunksOf(orderIds, ordersPerCall)) {
    const { nodes } = await ask(Orders, query, { ids: ids.map((id) => `gid://shopify/Order/${id}`) });
    for (const node of nodes) {
      const paidAt = lastPayment(node?.transactions ?? []);
      if (node?.id !== undefined && paidAt) times.set(gidOr('Order', node.id, node.id), paidAt);
    }
  }
  return times;
}
