import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { lenient, shownText, utcInstant } from '../../fields.ts';
import { wixObject } from '../names.ts';
import { OrderNumber, WixPayment } from '../order.ts';
import { hasEnded, refundOf } from '../refund.ts';
import { parseAnswer, type Rest } from './rest.ts';
import { transactionsOf } from './transactions.ts';

/** Wix allows 100, but each is a whole order. */
const pageSize = 50;

const Listed = z.intersection(
  WixPayment,
  wixObject({
    number: OrderNumber,
    createdDate: utcInstant,
    updatedDate: utcInstant,
    purchasedDate: lenient(utcInstant),
    channelInfo: lenient(z.object({ type: shownText(100) })),
  }),
);
type Listed = z.infer<typeof Listed>;

const Page = z.object({
  orders: z.array(Listed),
  metadata: z
    .object({ hasNext: z.boolean().nullish(), cursors: lenient(z.object({ next: z.string().nullish() })) })
    .nullish(),
});

/** Where the next page begins: at a time, or at a cursor if more than a page changed at that time. */
const Next = z.object({ fromMs: z.number(), cursor: z.string().optional() });

/**
 * Lists changed orders, the oldest change first. Wix doesn't say whether its cursors skip orders when others change. So a page begins at the time
 * of the last one's last order, as long as that is later than its beginning.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/search-orders
 */
export async function listWixOrders(
  rest: Rest,
  { fromMs, untilMs }: Span,
  after: string | undefined,
): Promise<ListedPage> {
  const start = after === undefined ? { fromMs } : Next.parse(JSON.parse(after));
  // A cursor stands for the filter and the order of its list, too.
  const search =
    start.cursor === undefined
      ? { ...changedBetween(start.fromMs, untilMs), cursorPaging: { limit: pageSize } }
      : { cursorPaging: { limit: pageSize, cursor: start.cursor } };
  const { orders: found, metadata } = parseAnswer(
    Page,
    await rest({ method: 'POST', path: '/orders/search', body: { search } }),
  );
  const orders = await listed(rest, found);
  const lastMs = Date.parse(found.at(-1)?.updatedDate ?? '');
  const cursor = metadata?.cursors?.next ?? undefined;
  const isLast = metadata?.hasNext === false || cursor === undefined || found.length === 0;
  if (isLast) return { orders, next: undefined };
  const next = lastMs > start.fromMs ? { fromMs: lastMs } : { fromMs: start.fromMs, cursor };
  return { orders, next: JSON.stringify(next) };
}

const changedBetween = (fromMs: number, untilMs: number) => ({
  filter: {
    $and: [
      { updatedDate: { $gte: new Date(fromMs).toISOString() } },
      { updatedDate: { $lt: new Date(untilMs).toISOString() } },
    ],
  },
  sort: [{ fieldName: 'updatedDate', order: 'ASC' }],
});

/** Orders don't list their refunds, but the payments API does. It's asked for those that have some. */
async function listed(rest: Rest, orders: readonly Listed[]): Promise<ListedOrder[]> {
  const refunded = orders.filter(({ paymentStatus }) => paymentStatus === 'PARTIALLY_REFUNDED').map(({ id }) => id);
  const transactions = await transactionsOf(rest, refunded);
  return orders.map((order) => {
    const refunds = transactions
      .get(order.id)
      ?.refunds.filter((refund) => hasEnded(refund) && refundOf(refund) !== undefined);
    const paid = ['PAID', 'PARTIALLY_REFUNDED', 'FULLY_REFUNDED'].includes(order.paymentStatus);
    return {
      orderId: order.id,
      number: order.number,
      createdAt: order.createdDate,
      orderedAt: order.purchasedDate ?? order.createdDate,
      changedAt: order.updatedDate,
      status: order.imported === true ? undefined : statusOf(order),
      wasPaid: paid,
      paidAt: undefined,
      channel: order.channelInfo?.type,
      refunded: {
        refunds: (refunds ?? []).map(({ id, createdDate }) => ({ id, createdAt: createdDate ?? undefined })),
        complete: refunds !== undefined,
      },
    };
  });
}

function statusOf({ status, paymentStatus }: Listed): ListedOrder['status'] {
  if (status === 'CANCELED') return 'cancelled';
  switch (paymentStatus) {
    case 'PAID':
    case 'PARTIALLY_REFUNDED':
      return 'paid';
    case 'FULLY_REFUNDED':
      return 'refunded';
    default:
      return undefined;
  }
}
