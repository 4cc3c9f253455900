import * as z from 'zod';
import { shownText } from '../../fields.ts';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { UnreadableWebhook } from '../../platform.ts';
import { Earliest } from '../dates.ts';
import { channelOf, OrderNumber } from '../order.ts';
import { OrderId } from '../order-id.ts';
import { allPaymentStates, paymentOf, statusFields, wasPaid } from '../payment.ts';
import { refundedSum } from '../../refunded-sum.ts';
import { parseAnswer, type Rest } from './rest.ts';

/** With all other fields, because the amounts decide whether the order is paid. */
const Listed = z.looseObject({
  id: OrderId,
  orderNumber: OrderNumber,
  createdOn: Earliest,
  modifiedOn: Earliest,
  channel: shownText(100),
  channelName: shownText(100),
  ...statusFields,
});
type Listed = z.infer<typeof Listed>;

const Page = z.object({
  result: z.array(Listed),
  pagination: z.object({ hasNextPage: z.boolean(), nextPageCursor: z.string().nullish() }),
});

/** Where the next page begins, and how long a time to try there. */
const Next = z
  .string()
  .transform((text) => text.split('/').map(Number))
  .pipe(z.tuple([z.number(), z.number()]));

/** Shorter times aren't halved: their orders are read by the cursor. */
const shortestMs = 1000;

/** Most of a page: the next orders may be closer together. */
const fittingOrders = 40;
const maxTimes = 4;

/** More pages of 50 orders than a second has. */
const maxPages = 100;

/**
 * Lists changed orders. Squarespace sorts them by their time of change, but doesn't say in which direction, and its cursors may skip orders that
 * change meanwhile. So a time with more than one page of orders is halved until its orders are on one page, which is then sorted here.
 * @see https://developers.squarespace.com/commerce-apis/retrieve-all-orders
 */
export async function listSquarespaceOrders(
  rest: Rest,
  { fromMs, untilMs }: Span,
  after: string | undefined,
): Promise<ListedPage> {
  let [startMs, lengthMs] = after === undefined ? [fromMs, untilMs - fromMs] : Next.parse(after);
  for (;;) {
    const endMs = Math.min(startMs + Math.ceil(lengthMs), untilMs);
    const first = await pageOf(rest, changedBetween(startMs, endMs));
    const isLong = endMs - startMs > shortestMs;
    if (first.pagination.hasNextPage && isLong) {
      lengthMs = (endMs - startMs) / 2;
      continue;
    }
    const found = first.pagination.hasNextPage ? await withMorePages(rest, first) : first.result;
    if (endMs >= untilMs) return { orders: sorted(found), next: undefined };
    lengthMs = (endMs - startMs) * timesAsLong(found.length);
    startMs = endMs;
    // Whoever lists takes an empty page for one that repeats itself.
    if (found.length > 0) return { orders: sorted(found), next: `${startMs}/${lengthMs}` };
  }
}

/** How much longer the next time may be, so that its orders still fit on a page if there are as many as in this one. */
const timesAsLong = (count: number): number => (count === 0 ? maxTimes : Math.min(maxTimes, fittingOrders / count));

const pageOf = async (rest: Rest, query: Record<string, string>): Promise<z.infer<typeof Page>> =>
  parseAnswer(Page, await rest({ method: 'GET', path: `/commerce/orders?${new URLSearchParams(query).toString()}` }));

/** Nothing says whether an order that changed exactly then counts as changed after it, so it begins a millisecond earlier. */
const changedBetween = (startMs: number, endMs: number): Record<string, string> => ({
  modifiedAfter: new Date(startMs - 1).toISOString(),
  modifiedBefore: new Date(endMs).toISOString(),
  paymentStates: allPaymentStates.join(','),
});

/** The orders of all pages. A cursor allows no other parameter. */
async function withMorePages(rest: Rest, first: z.infer<typeof Page>): Promise<Listed[]> {
  const found = [...first.result];
  let { pagination } = first;
  for (let page = 2; pagination.hasNextPage; page++) {
    const { nextPageCursor: cursor } = pagination;
    if (page > maxPages || typeof cursor !== 'string')
      throw new AdminRefusal('paging', "Squarespace's list of one second doesn't end");
    const next = await pageOf(rest, { cursor });
    if (next.pagination.hasNextPage && next.pagination.nextPageCursor === cursor)
      throw new AdminRefusal('paging', "Squarespace's list repeats a page, so it would never end");
    found.push(...next.result);
    ({ pagination } = next);
  }
  return found;
}

const sorted = (orders: readonly Listed[]): ListedOrder[] =>
  orders.map(listed).toSorted((a, b) => Date.parse(a.changedAt) - Date.parse(b.changedAt));

function listed(order: Listed): ListedOrder {
  return {
    orderId: order.id,
    number: order.orderNumber,
    createdAt: order.createdOn,
    orderedAt: order.createdOn,
    changedAt: order.modifiedOn,
    paidAt: order.createdOn,
    channel: channelOf(order),
    ...paymentIn(order),
  };
}

/** As the reader decides. An order that nobody can read is `paid` here: fetching it then says what is wrong. */
function paymentIn(order: Listed): Pick<ListedOrder, 'status' | 'wasPaid' | 'refunded'> {
  try {
    const payment = paymentOf(order, order);
    const refunds = 'refunded' in payment ? refundedSum(payment.refunded).map(({ id }) => ({ id })) : [];
    return {
      status: payment.is === 'unpaid' ? undefined : payment.is,
      wasPaid: payment.is === 'cancelled' ? wasPaid(order) : payment.is !== 'unpaid',
      refunded: { refunds, complete: 'refunded' in payment },
    };
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    return { status: 'paid', wasPaid: true, refunded: { refunds: [], complete: false } };
  }
}
