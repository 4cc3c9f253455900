import * as z from 'zod';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { UnreadableWebhook } from '../../platform.ts';
import { shownText, utcInstant, wholeText } from '../../fields.ts';
import { latest } from '../fields.ts';
import { readFetched } from '../fetched.ts';
import { orderPaymentOf, OrderStatus } from '../order.ts';
import { isCompleted } from '../payment.ts';
import { paidByTender } from '../tender.ts';
import { parseAnswer, type SquareApi } from './api.ts';
import { locationLists } from './locations.ts';
import { fetchSale } from './sale.ts';

const Listed = z.object({
  ...OrderStatus.shape,
  updated_at: utcInstant,
  created_at: utcInstant,
  closed_at: utcInstant.nullish(),
  location_id: wholeText(64),
  reference_id: shownText(64),
});
type Listed = z.infer<typeof Listed>;

const Page = z.object({ orders: z.array(Listed).nullish(), cursor: z.string().nullish() });

/** Where the next page begins, and how long a time to try there. */
const Next = z
  .string()
  .transform((text) => text.split('/').map(Number))
  .pipe(z.tuple([z.number(), z.number()]));

/** Square allows a thousand, but an order of many items takes 30 KB. */
const pageSize = 100;

/** More pages than a second has. */
const maxPages = 100;

/** Shorter times aren't halved: their orders are read by the cursor. */
const shortestMs = 1000;

/**
 * Lists changed orders. A search names ten locations at most, so one with more locations takes several. A time with more than one page of orders in
 * any of them is halved until it has one, and what was found is then sorted here.
 * @see https://developer.squareup.com/docs/orders-api/manage-orders/search-orders
 */
export async function listSquareOrders(
  api: SquareApi,
  { fromMs, untilMs }: Span,
  after: string | undefined,
): Promise<ListedPage> {
  const lists = await locationLists(api);
  let [startMs, lengthMs] = after === undefined ? [fromMs, untilMs - fromMs] : Next.parse(after);
  for (;;) {
    const endMs = Math.min(startMs + Math.ceil(lengthMs), untilMs);
    const found = await ordersBetween(api, lists, startMs, endMs);
    if (found === undefined) {
      lengthMs = (endMs - startMs) / 2;
      continue;
    }
    const orders = await listed(api, found);
    if (endMs >= untilMs) return { orders, next: undefined };
    lengthMs = 2 * (endMs - startMs);
    startMs = endMs;
    // Whoever lists takes an empty page for one that repeats itself.
    if (orders.length > 0) return { orders, next: `${startMs}/${lengthMs}` };
  }
}

/** `undefined`: too many for one page, and the time can be halved. */
async function ordersBetween(
  api: SquareApi,
  lists: readonly string[][],
  startMs: number,
  endMs: number,
): Promise<Listed[] | undefined> {
  const found: Listed[] = [];
  for (const locations of lists) {
    const search = searchOf(locations, startMs, endMs);
    let cursor: string | undefined;
    for (let page = 1; ; page++) {
      const answer = await api.post('/orders/search', { ...search, ...(cursor !== undefined && { cursor }) });
      const { orders, cursor: next } = parseAnswer(Page, answer);
      found.push(...(orders ?? []));
      if (!next) break;
      if (endMs - startMs > shortestMs) return undefined;
      if (next === cursor || page === maxPages)
        throw new AdminRefusal('paging', "Square's list repeats a page, or one second of it doesn't end");
      cursor = next;
    }
  }
  // Both ends of a search are included.
  return found.filter(({ updated_at: at }) => Date.parse(at) >= startMs && Date.parse(at) < endMs);
}

const searchOf = (locations: readonly string[], startMs: number, endMs: number) => ({
  location_ids: locations,
  limit: pageSize,
  query: {
    filter: {
      date_time_filter: {
        updated_at: { start_at: new Date(startMs).toISOString(), end_at: new Date(endMs).toISOString() },
      },
    },
    sort: { sort_field: 'UPDATED_AT', sort_order: 'ASC' },
  },
});

/**
 * What orders say. What customers bring back is an order of its own, which names the one that was sold. That one doesn't say what is refunded, so it's
 * fetched, and listed once.
 */
async function listed(api: SquareApi, found: readonly Listed[]): Promise<ListedOrder[]> {
  const refunded = new Map<string, ListedOrder>();
  for (const order of found) {
    for (const { source_order_id: sold } of order.returns) {
      if (sold === undefined || refunded.has(sold)) continue;
      const one = await refundedOrder(api, sold, order.updated_at);
      if (one !== undefined) refunded.set(sold, one);
    }
  }
  const others = found.filter((order) => order.returns.length === 0 || order.line_items).map(listedOrder);
  return [...others.filter(({ orderId }) => !refunded.has(orderId)), ...refunded.values()].toSorted(
    (a, b) => Date.parse(a.changedAt) - Date.parse(b.changedAt),
  );
}

function listedOrder(order: Listed): ListedOrder {
  const paid = order.tenders.map(paidByTender).filter((one) => one !== undefined);
  const payment = orderPaymentOf(order, paid);
  return {
    ...common(order),
    orderId: order.id,
    number: order.reference_id,
    changedAt: order.updated_at,
    status: payment === 'paid' || payment === 'cancelled' ? payment : undefined,
    wasPaid: payment === 'paid',
    paidAt: latest(paid.filter(isCompleted).map(({ paidAt }) => paidAt)) ?? order.closed_at ?? order.created_at,
    refunded: { refunds: [], complete: false },
  };
}

const common = ({ created_at: createdAt, location_id: channel }: Pick<Listed, 'created_at' | 'location_id'>) => ({
  createdAt,
  orderedAt: createdAt,
  channel,
});

const Sold = z.object({ order: z.object({ created_at: utcInstant, location_id: wholeText(64) }) });

/** @param returnedAt when the order of what came back changed. It may do so after everything else, and then nothing of the sale is as new */
async function refundedOrder(api: SquareApi, orderId: string, returnedAt: string): Promise<ListedOrder | undefined> {
  const sale = await fetchSale(api, orderId);
  const known = Sold.safeParse(sale).data;
  if (known === undefined) return undefined;
  const reading = readOrNothing(sale);
  if (reading?.type !== 'paid' && reading?.type !== 'refunded') return undefined;
  const refunds = reading.type === 'paid' ? reading.order.refunds : reading.refunds;
  return {
    ...common(known.order),
    orderId: reading.type === 'paid' ? reading.order.orderId : reading.orderId,
    number: reading.type === 'paid' ? reading.order.number : undefined,
    changedAt: earliest(returnedAt, reading.changedAt),
    status: reading.type,
    wasPaid: true,
    paidAt: reading.type === 'paid' ? reading.order.paidAt : known.order.created_at,
    refunded: { refunds: refunds.map(({ id }) => ({ id })), complete: reading.refundsComplete === true },
  };
}

const earliest = (time: string, other = time): string => (Date.parse(other) < Date.parse(time) ? other : time);

/** One that can't be read is in quarantine, if its webhook arrived. */
function readOrNothing(sale: unknown) {
  try {
    return readFetched(sale, { shop: '', receivedAtMs: 0 });
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}
