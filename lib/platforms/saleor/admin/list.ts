import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { utcInstant } from '../../fields.ts';
import { UnreadableWebhook } from '../../platform.ts';
import { paidAtOf, SaleorHistory } from '../history.ts';
import { Channel, OrderNumber, SaleorStatus } from '../order.ts';
import { paymentOf } from '../payment.ts';
import { refundedSum } from '../../refunded-sum.ts';
import type { Query } from './graphql.ts';

/** The largest page that Saleor allows. */
const pageSize = 100;

/** With all other fields, because the amounts decide whether the order is paid. */
const Listed = z.looseObject({
  ...SaleorStatus.shape,
  ...SaleorHistory.shape,
  created: utcInstant,
  updatedAt: utcInstant,
  number: OrderNumber,
  channel: Channel,
});
type Listed = z.infer<typeof Listed>;

const Page = z.object({
  orders: z.object({
    edges: z.array(z.object({ node: Listed })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

/** Nothing personal. The filter is deprecated since Saleor 3.22, but older versions have no other. */
const query = `query ($first: Int!, $after: String, $from: DateTime!, $until: DateTime!) {
  orders(
    first: $first
    after: $after
    sortBy: { field: LAST_MODIFIED_AT, direction: ASC }
    filter: { updatedAt: { gte: $from, lte: $until } }
  ) {
    edges {
      node {
        id number status chargeStatus origin created updatedAt
        channel { slug }
        total { gross { amount currency } }
        totalCharged { amount }
        totalRefunded { amount }
        transactions { events { type } }
        events { type date }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/**
 * Lists changed orders, the oldest change first. A cursor contains the time of change and the ID, so an order that changes meanwhile moves to a
 * later page.
 * @see https://docs.saleor.io/api-reference/orders/queries/orders
 */
export async function listSaleorOrders(ask: Query, span: Span, after: string | undefined): Promise<ListedPage> {
  const { edges, pageInfo } = (
    await ask(Page, query, {
      first: pageSize,
      after: after ?? null,
      from: new Date(span.fromMs).toISOString(),
      until: new Date(span.untilMs).toISOString(),
    })
  ).orders;
  const { hasNextPage, endCursor } = pageInfo;
  if (hasNextPage && (typeof endCursor !== 'string' || endCursor === after))
    throw new AdminRefusal('paging', "Saleor's list repeats a page, so it would never end");
  // Times have microseconds, and the end of Saleor's range is a part of it.
  const within = edges.map(({ node }) => node).filter(({ updatedAt }) => Date.parse(updatedAt) < span.untilMs);
  return { orders: within.map(listed), next: hasNextPage ? (endCursor ?? undefined) : undefined };
}

function listed(order: Listed): ListedOrder {
  const { id, number, created, updatedAt, channel } = order;
  const paidAt = paidAtOf(order);
  return {
    orderId: id,
    number,
    createdAt: created,
    orderedAt: created,
    changedAt: updatedAt,
    paidAt,
    channel: channel?.slug,
    ...paymentIn(order, paidAt),
  };
}

const statuses = { paid: 'paid', refunded: 'refunded', cancelled: 'cancelled', 'charged-back': 'unpaid' } as const;

/** As the reader decides. An order that nobody can read is `paid` here: fetching it then says what is wrong. */
function paymentIn(order: Listed, paidAt: string | undefined): Pick<ListedOrder, 'status' | 'wasPaid' | 'refunded'> {
  const unknown = { refunds: [], complete: false };
  if (order.origin === 'BULK_CREATE') return { status: undefined, wasPaid: false, refunded: unknown };
  try {
    const payment = paymentOf(order, order, false);
    const status = payment.is === 'open' || payment.is === 'draft' ? undefined : statuses[payment.is];
    const wasPaid = 'total' in payment || paidAt !== undefined;
    const sum = 'total' in payment ? payment.refunded : undefined;
    const refunded =
      sum === undefined ? unknown : { refunds: refundedSum(sum).map(({ id }) => ({ id })), complete: true };
    return { status, wasPaid, refunded };
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    return { status: 'paid', wasPaid: true, refunded: unknown };
  }
}
