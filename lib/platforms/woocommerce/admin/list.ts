import * as z from 'zod';
import { numericId, shownText, wholeText } from '../../fields.ts';
import { UnreadableWebhook, type ReadSettings } from '../../platform.ts';
import type { AdminAnswer } from '../../admin/call.ts';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { ChangedAt, PaidAt, writtenTime } from '../dates.ts';
import { areComplete, Refunds, refundsOf } from '../refunds.ts';
import { paymentStatus, unrecordedPaymentStatus } from '../status.ts';
import { parseAnswer, type Rest } from './rest.ts';

/** The largest page that WooCommerce allows. */
const pageSize = 100;

/** A time of payment that can't be read mustn't stop the other orders. Such an order counts as paid: it's fetched, and goes to the quarantine. */
const ListedPaidAt = PaidAt.or(z.string().transform(() => undefined));

const Listed = z.object({
  id: numericId,
  number: wholeText(64),
  status: z.string(),
  created_via: shownText(100),
  date_created_gmt: ChangedAt,
  date_paid_gmt: ListedPaidAt,
  date_modified_gmt: ChangedAt,
  refunds: Refunds.catch(undefined),
});

const fields = Object.keys(Listed.shape).join(',');

/** Where the next page begins: orders changed after this second, page by page if a second has more than a page. */
const Next = z
  .string()
  .transform((text) => text.split('/').map(Number))
  .pipe(z.tuple([z.number(), z.number()]));

const secondMs = 1000;

/**
 * Lists changed orders. WooCommerce's pages are counted, so an order that changes would move the others: each page therefore begins at the
 * time of the last one's last order. Its times are whole seconds, and `modified_after` excludes its own second.
 * At times that WordPress may misread, the pages are counted all the same: the passes before and after list the same orders.
 * @param status `any` leaves out the trash
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
 */
export async function listWooCommerceOrders(
  rest: Rest,
  status: 'any' | 'trash',
  { fromMs, untilMs }: Span,
  after: string | undefined,
  settings: ReadSettings | undefined,
): Promise<ListedPage> {
  const [afterMs, page] = after === undefined ? [fromMs - secondMs, 1] : Next.parse(after);
  const query = new URLSearchParams({
    status,
    orderby: 'modified',
    order: 'asc',
    per_page: String(pageSize),
    page: String(page),
    dates_are_gmt: 'true',
    modified_after: gmt(afterMs),
    modified_before: gmt(untilMs),
    _fields: fields,
  });
  const answer = await rest({ method: 'GET', path: `/orders?${query.toString()}` });
  const orders = parseAnswer(z.array(Listed), answer).map((order) => listed(order, settings));
  const lastMs = Date.parse(orders.at(-1)?.changedAt ?? '');
  if (page >= (pagesIn(answer) ?? (orders.length < pageSize ? page : Infinity))) return { orders, next: undefined };
  if (lastMs < afterMs)
    throw new AdminRefusal(
      'paging',
      "WooCommerce's list repeats a page, or isn't sorted by time of change: a plugin may alter it",
    );
  const restartMs = Math.floor(lastMs / secondMs) * secondMs - secondMs;
  return {
    orders,
    next: restartMs > afterMs && !mayBeSkipped(restartMs) ? `${restartMs}/1` : `${afterMs}/${page + 1}`,
  };
}

/**
 * Whether a time may be in the hour that clocks skip in spring. WordPress reads times on the shop's clock, even if it compares them with its times
 * in GMT, and reads 02:30 of that night as 03:30. Everywhere, clocks change from Friday to Sunday and before four o'clock.
 * @see https://developer.wordpress.org/reference/classes/wp_date_query/build_mysql_datetime/
 */
function mayBeSkipped(ms: number): boolean {
  const time = new Date(ms);
  return [5, 6, 0].includes(time.getUTCDay()) && time.getUTCHours() < 4;
}

/**
 * How many pages there are. A page with fewer orders than asked for need not be the last one: WooCommerce leaves out orders that it can't load
 * or that the user may not see, and plugins limit pages. `undefined`: a proxy has removed the header.
 */
function pagesIn(answer: AdminAnswer | undefined): number | undefined {
  const text = answer?.headers['x-wp-totalpages'] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** WooCommerce compares these with its times in GMT, without an offset. */
const gmt = (ms: number): string => new Date(ms).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);

function listed(order: z.infer<typeof Listed>, settings: ReadSettings | undefined): ListedOrder {
  const { id, number, date_created_gmt, date_modified_gmt, date_paid_gmt, created_via, refunds } = order;
  const changedAt = date_modified_gmt ?? date_created_gmt;
  if (changedAt === undefined) throw new AdminRefusal('unreadable', `WooCommerce's order ${id} has no time of change`);
  const status = statusOf(order, settings);
  return {
    orderId: id,
    number,
    createdAt: date_created_gmt ?? changedAt,
    orderedAt: date_created_gmt ?? changedAt,
    changedAt,
    status,
    wasPaid: date_paid_gmt !== null || status === 'paid',
    // Without a date of payment, it may have been paid at any time since it was made, and only be edited today.
    paidAt: date_paid_gmt ?? (status === 'paid' ? writtenTime(date_created_gmt ?? changedAt) : undefined),
    channel: created_via,
    refunded: {
      refunds: refundsOf(refunds, undefined).map((refund) => ({ id: refund.id })),
      complete: areComplete(refunds),
    },
  };
}

/** As the reader of webhooks decides. A status that nobody knows is `paid` here: fetching the order then says what is wrong. */
function statusOf(
  { status, date_paid_gmt }: z.infer<typeof Listed>,
  settings: ReadSettings | undefined,
): ListedOrder['status'] {
  try {
    const payment =
      date_paid_gmt === null ? unrecordedPaymentStatus(status, settings) : paymentStatus(status, settings);
    return payment === 'ignored' ? undefined : payment;
  } catch (error) {
    if (error instanceof UnreadableWebhook) return 'paid';
    throw error;
  }
}
