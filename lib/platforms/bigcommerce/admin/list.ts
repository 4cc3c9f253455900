import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { UnreadableWebhook } from '../../platform.ts';
import { BigCommerceTime } from '../dates.ts';
import { BigCommerceStatus, channelFields, channelOf, isMigrated } from '../order.ts';
import { paymentOf, type Payment } from '../payment.ts';
import { maxRefunds } from '../read.ts';
import type { RefundList } from '../refunds.ts';
import { refundsOfOrders } from './refunds.ts';
import { documented } from '../../admin/documented.ts';
import { existing, losslessAnswer, type Rest } from './rest.ts';

/** The most that BigCommerce allows. */
const pageSize = 250;
const secondMs = 1000;

/** With all other fields, because the amounts decide whether the order is paid. */
const Listed = BigCommerceStatus.loose().extend({
  date_created: BigCommerceTime,
  date_modified: BigCommerceTime,
  ...channelFields,
});
type Listed = z.infer<typeof Listed>;

/** Where the next page begins: at a time or, within one second, at an order's ID. */
const Next = z.object({ fromMs: z.number(), minId: z.string().optional() });
type Next = z.infer<typeof Next>;

/**
 * Lists changed orders, the oldest change first. Times are in whole seconds, and pages are counted, so an order that changes meanwhile would move
 * others to the page before. So a page begins at the time of the last one's last order. If a page isn't enough for one second, as when many orders are
 * changed at once, its orders are listed by their IDs.
 * @see https://developer.bigcommerce.com/docs/rest-management/orders#get-all-orders
 */
export async function listBigCommerceOrders(
  rest: Rest,
  { fromMs, untilMs }: Span,
  after: string | undefined,
): Promise<ListedPage> {
  let start: Next =
    after === undefined ? { fromMs: Math.floor(fromMs / secondMs) * secondMs } : Next.parse(JSON.parse(after));
  for (;;) {
    const found = await pageOf(rest, start, untilMs);
    const endMs = start.minId === undefined ? untilMs : Math.min(untilMs, start.fromMs + secondMs);
    const { fromMs: startMs } = start;
    const wanted = found.filter((order) => changedMs(order) >= startMs && changedMs(order) < endMs);
    const next = nextOf(start, found, untilMs);
    // Whoever lists takes an empty page for one that repeats itself.
    if (next === undefined || wanted.length > 0)
      return { orders: await listed(rest, wanted), next: next && JSON.stringify(next) };
    start = next;
  }
}

const changedMs = ({ date_modified: time }: Listed): number => Date.parse(time);

function nextOf({ fromMs, minId }: Next, found: readonly Listed[], untilMs: number): Next | undefined {
  const last = found.at(-1);
  const isLast = last === undefined || found.length < pageSize;
  if (minId !== undefined) {
    if (!isLast) return { fromMs, minId: String(BigInt(last.id) + 1n) };
    return fromMs + secondMs < untilMs ? { fromMs: fromMs + secondMs } : undefined;
  }
  if (isLast || changedMs(last) >= untilMs) return undefined;
  return changedMs(last) > fromMs ? { fromMs: changedMs(last) } : { fromMs, minId: '1' };
}

/**
 * The orders from one on. Nobody documents whether bounds of time are included, so a second more is asked for at either end.
 * @throws AdminRefusal `paging` if the list isn't what it was asked to be, because then it can't be continued
 */
async function pageOf(rest: Rest, { fromMs, minId }: Next, untilMs: number): Promise<Listed[]> {
  const query = new URLSearchParams({
    min_date_modified: written(Math.max(0, fromMs - secondMs)),
    max_date_modified: written((minId === undefined ? untilMs : fromMs) + secondMs),
    sort: minId === undefined ? 'date_modified:asc' : 'id:asc',
    ...(minId !== undefined && { min_id: minId }),
    limit: String(pageSize),
  });
  const answer = existing(await rest({ method: 'GET', path: `/v2/orders?${query.toString()}` }));
  // It says "no content" for an empty list.
  if (answer.status === 204) return [];
  const orders = documented('BigCommerce', z.array(Listed), losslessAnswer(answer));
  const keys = orders.map((order) => (minId === undefined ? BigInt(changedMs(order)) : BigInt(order.id)));
  const first = BigInt(minId ?? fromMs - secondMs);
  if (keys.some((key, index) => key < (keys[index - 1] ?? first)))
    throw new AdminRefusal('paging', "BigCommerce's list of orders isn't sorted as asked, or repeats a page");
  return orders;
}

/** As BigCommerce writes times itself. */
const written = (ms: number): string =>
  new Date(Math.floor(ms / secondMs) * secondMs).toUTCString().replace('GMT', '+0000');

async function listed(rest: Rest, orders: readonly Listed[]): Promise<ListedOrder[]> {
  const refunds = await refundsOfOrders(
    rest,
    orders.filter((order) => !isMigrated(order)).map(({ id }) => id),
  );
  return orders.map((order) => ({
    orderId: order.id,
    number: order.id,
    createdAt: order.date_created,
    orderedAt: order.date_created,
    changedAt: order.date_modified,
    // As the reader assumes it without a webhook.
    paidAt: order.date_created,
    channel: channelOf(order),
    ...stateOf(order, refunds.get(order.id) ?? { data: [] }),
  }));
}

/** As the reader decides. An order that nobody can read is `paid` here: fetching it then says what is wrong. */
function stateOf(order: Listed, refundList: RefundList): Pick<ListedOrder, 'status' | 'wasPaid' | 'refunded'> {
  const nothing = { refunds: [], complete: false };
  if (isMigrated(order)) return { status: undefined, wasPaid: false, refunded: nothing };
  const payment = paymentIn(order, refundList);
  if (payment === undefined) return { status: 'paid', wasPaid: true, refunded: nothing };
  switch (payment.is) {
    case 'open':
      return { status: undefined, wasPaid: false, refunded: nothing };
    case 'cancelled':
    case 'unpaid':
      return { status: payment.is, wasPaid: wasCaptured(order), refunded: nothing };
    case 'paid':
    case 'refunded': {
      const { each } = payment.refunds;
      const refunds = refundList.data.filter(({ id }) => each.some((one) => one.id === id));
      return {
        status: order.is_deleted && payment.is === 'paid' ? undefined : payment.is,
        wasPaid: true,
        refunded: {
          refunds: refunds.slice(0, maxRefunds).map(({ id, created }) => ({ id, createdAt: created ?? undefined })),
          complete: refunds.length <= maxRefunds,
        },
      };
    }
  }
}

function paymentIn(order: Listed, refundList: RefundList): Payment | undefined {
  try {
    return paymentOf(order, order, refundList);
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    return undefined;
  }
}

/** Whether an order that isn't paid any more was ever paid, as far as its payment says. */
const wasCaptured = ({ payment_status: status }: Listed): boolean =>
  ['captured', 'paid', 'partially refunded', 'refunded'].includes((status ?? '').trim().toLowerCase());
