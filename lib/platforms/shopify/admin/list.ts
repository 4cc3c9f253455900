import * as z from 'zod';
import { utcInstant } from '../../fields.ts';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { isPaid } from '../payment.ts';
import { gidOr } from '../gid.ts';
import type { Query } from './graphql.ts';
import { Scopes, missingScopes } from './access.ts';

/** The largest page that Shopify allows. */
const pageSize = 250;

const Listed = z.object({
  id: z.string().transform((gid) => gidOr('Order', gid, gid)),
  name: z.string().nullish(),
  createdAt: utcInstant,
  processedAt: utcInstant.nullish(),
  updatedAt: utcInstant,
  cancelledAt: utcInstant.nullish(),
  displayFinancialStatus: z.string().nullish(),
  sourceName: z.string().nullish(),
  refunds: z.array(z.object({ id: z.string(), createdAt: utcInstant.nullish() })),
});

const Page = z.object({
  orders: z.object({
    nodes: z.array(Listed),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
  currentAppInstallation: Scopes.optional(),
});

/** The cursor of `UPDATED_AT` contains the time and the ID, so an order that changes in between moves to a later page. */
const query = `query ($first: Int!, $after: String, $query: String!, $isFirst: Boolean!) {
  orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) {
    nodes { id name createdAt processedAt updatedAt cancelledAt displayFinancialStatus sourceName refunds(first: 10) { id createdAt } }
    pageInfo { hasNextPage endCursor }
  }
  currentAppInstallation @include(if: $isFirst) { accessScopes { handle } }
}`;

/** A time in Shopify's search syntax. */
const time = (ms: number): string => `'${new Date(ms).toISOString()}'`;

/**
 * Lists changed orders. The first page also asks for the scopes, which costs no call of its own.
 * @throws AdminRefusal `scope` which names what is missing
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
 */
export async function listShopifyOrders(ask: Query, { fromMs, untilMs }: Span, after?: string): Promise<ListedPage> {
  const { orders, currentAppInstallation } = await ask(Page, query, {
    first: pageSize,
    after: after ?? null,
    query: `updated_at:>=${time(fromMs)} AND updated_at:<${time(untilMs)}`,
    isFirst: after === undefined,
  });
  const missing = currentAppInstallation === undefined ? [] : missingScopes(currentAppInstallation);
  if (missing.length > 0) throw new AdminRefusal('scope', `the app lacks ${missing.join(' and ')}`);
  const { hasNextPage, endCursor } = orders.pageInfo;
  if (hasNextPage && (typeof endCursor !== 'string' || endCursor === after))
    throw new AdminRefusal('paging', "Shopify's list repeats a page, so it would never end");
  return { orders: orders.nodes.map(listed), next: hasNextPage ? (endCursor ?? undefined) : undefined };
}

function listed({
  id,
  name,
  createdAt,
  processedAt,
  updatedAt,
  cancelledAt,
  displayFinancialStatus,
  sourceName,
  refunds,
}: z.infer<typeof Listed>): ListedOrder {
  const financial = (displayFinancialStatus ?? '').toLowerCase();
  const wasPaid = isPaid(financial);
  return {
    orderId: id,
    number: name ?? undefined,
    createdAt,
    orderedAt: processedAt ?? createdAt,
    changedAt: updatedAt,
    status: cancelledAt ? 'cancelled' : financial === 'refunded' ? 'refunded' : wasPaid ? 'paid' : undefined,
    wasPaid,
    paidAt: undefined,
    channel: sourceName ?? undefined,
    refunded: {
      refunds: refunds.map((one) => ({ id: gidOr('Refund', one.id, one.id), createdAt: one.createdAt ?? undefined })),
      complete: false,
    },
  };
}
