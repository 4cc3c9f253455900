import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { numericId } from '../../fields.ts';
import { endOfSecond, maybeTime } from '../fields.ts';
import { OrderNumber, Store } from '../order.ts';
import { isPaidInFull, OrderStatus, paymentOf } from '../payment.ts';
import { refundedSum } from '../../refunded-sum.ts';
import { parseAnswer, type Rest } from './rest.ts';

const pageSize = 100;
const secondMs = 1000;

const time = maybeTime.pipe(z.string());

/** With all other fields, because the amounts decide whether the order is paid. */
const Listed = z.looseObject({
  entity_id: numericId,
  increment_id: OrderNumber,
  store_id: Store,
  created_at: time,
  updated_at: time,
});
type Listed = z.infer<typeof Listed>;

const Page = z.object({ items: z.array(Listed).nullable(), total_count: z.number() });

/** Nothing personal. */
const fields = [...Object.keys(OrderStatus.shape).filter((name) => name !== 'id'), 'increment_id', 'store_id'];

/** Where the next page begins: orders changed from this second on, page by page if a second has more than a page. */
const Next = z
  .string()
  .transform((text) => text.split('/').map(Number))
  .pipe(z.tuple([z.number(), z.number()]));

/**
 * Lists changed orders. Pages are counted, so an order that changes would move the others: each page therefore begins at the second of the last
 * one's last order. After the last page, Commerce would repeat it, so the total decides whether there is another one.
 * @see https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
 */
export async function listCommerceOrders(
  rest: Rest,
  { fromMs, untilMs }: Span,
  after: string | undefined,
): Promise<ListedPage> {
  const [startMs, page] = after === undefined ? [Math.floor(fromMs / secondMs) * secondMs, 1] : Next.parse(after);
  const answer = parseAnswer(Page, await rest('/orders', search(startMs, untilMs, page)));
  const found = answer.items ?? [];
  const changedMs = found.map(({ updated_at }) => Date.parse(updated_at));
  if (changedMs.some((ms, index) => ms < Math.max(startMs, changedMs[index - 1] ?? 0)))
    throw new AdminRefusal(
      'paging',
      "Commerce's list repeats a page, or isn't sorted by time of change: an extension may alter it",
    );
  const orders = found.map(listed);
  if (page * pageSize >= answer.total_count || found.length === 0) return { orders, next: undefined };
  const lastMs = changedMs.at(-1) ?? startMs;
  return { orders, next: lastMs > startMs ? `${lastMs}/1` : `${startMs}/${page + 1}` };
}

type Pair = [name: string, value: string];

const filter = (group: number, condition: string, atMs: number): Pair[] => {
  const name = `searchCriteria[filter_groups][${group}][filters][0]`;
  return [
    [`${name}[field]`, 'updated_at'],
    [`${name}[value]`, commerceTime(atMs)],
    [`${name}[condition_type]`, condition],
  ];
};

const sortedBy = (index: number, field: string): Pair[] => [
  [`searchCriteria[sortOrders][${index}][field]`, field],
  [`searchCriteria[sortOrders][${index}][direction]`, 'ASC'],
];

const search = (startMs: number, untilMs: number, page: number): Pair[] => [
  ...filter(0, 'gteq', startMs),
  ...filter(1, 'lt', Math.ceil(untilMs / secondMs) * secondMs),
  ...sortedBy(0, 'updated_at'),
  ...sortedBy(1, 'entity_id'),
  ['searchCriteria[pageSize]', String(pageSize)],
  ['searchCriteria[currentPage]', String(page)],
  ['fields', `items[${fields.join(',')}],total_count`],
];

/** `2026-01-31 12:00:00`, in UTC. */
const commerceTime = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');

function listed(order: Listed): ListedOrder {
  return {
    orderId: order.entity_id,
    number: order.increment_id,
    createdAt: order.created_at,
    orderedAt: order.created_at,
    changedAt: endOfSecond(order.updated_at),
    paidAt: order.created_at,
    channel: order.store_id,
    ...paymentIn(order),
  };
}

/** As the reader decides. An order that nobody can read is `paid` here: fetching it then says what is wrong. */
function paymentIn(order: Listed): Pick<ListedOrder, 'status' | 'wasPaid' | 'refunded'> {
  const status = OrderStatus.safeParse(order).data;
  const payment = status === undefined ? ({ is: 'unknown' } as const) : paymentOf(status, true);
  const refunded = 'refunded' in payment ? payment.refunded : undefined;
  return {
    status: statuses[payment.is],
    wasPaid: payment.is === 'cancelled' ? status !== undefined && isPaidInFull(status) : wasPaid.has(payment.is),
    refunded: {
      refunds: refunded === undefined ? [] : refundedSum(refunded).map(({ id }) => ({ id })),
      complete: refunded !== undefined,
    },
  };
}

const statuses = {
  paid: 'paid',
  refunded: 'refunded',
  cancelled: 'cancelled',
  unknown: 'paid',
  unpaid: undefined,
  reviewed: undefined,
} as const;

const wasPaid: ReadonlySet<string> = new Set(['paid', 'refunded', 'unknown']);
