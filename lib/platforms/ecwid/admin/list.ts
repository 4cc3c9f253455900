import * as z from 'zod';
import type { ReadSettings } from '../../platform.ts';
import { UnreadableWebhook } from '../../platform.ts';
import type { ListedOrder, ListedPage, Span } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { identityOf, numberOf, orderIds } from '../ids.ts';
import { channelFields, channelOf } from '../order.ts';
import { paymentOf, paymentStatus } from '../payment.ts';
import { refundedSum } from '../../refunded-sum.ts';
import { changedAtOf, createdAtOf, orderTimes } from '../times.ts';
import { answerOf } from './answer.ts';
import type { Rest } from './rest.ts';

/** With all other fields, because the amounts decide whether the order is paid. */
const Listed = z.looseObject({ ...orderIds, ...orderTimes, ...channelFields, paymentStatus });

const Page = z.object({ total: z.number(), items: z.array(Listed) });

/** Where the next page begins, and how long a time to try there. */
const Next = z
  .string()
  .transform((text) => text.split('/').map(Number))
  .pipe(z.tuple([z.number(), z.number()]));

/** The maximum. */
const pageSize = 100;
/** Most of a page: the next orders may be closer together. */
const fittingOrders = 80;
const maxTimes = 4;
/** Ecwid counts in seconds. */
const shortestMs = 1000;
/** More pages of 100 orders than a second has. */
const maxPages = 50;

/** A whole order may be large. The amounts and the refunds decide whether it's paid. */
const fields =
  'total,items(id,internalId,orderNumber,vendorOrderNumber,affiliateId,refererId,paymentStatus,total,totalBeforeGiftCardRedemption,giftCardRedemption,refundedAmount,refunds,createDate,createTimestamp,updateDate,updateTimestamp)';

/**
 * Lists changed orders. Ecwid doesn't say how it sorts them, and an order that changes meanwhile moves all that follow to another place. So a time
 * with more than one page of orders is halved until its orders are on one page, which is then sorted here.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/search-orders
 */
export async function listEcwidOrders(
  rest: Rest,
  { fromMs, untilMs }: Span,
  after: string | undefined,
  settings: ReadSettings | undefined,
): Promise<ListedPage> {
  let [startMs, lengthMs] = after === undefined ? [fromMs, untilMs - fromMs] : Next.parse(after);
  for (;;) {
    const span = { fromMs: startMs, untilMs: Math.min(startMs + Math.ceil(lengthMs), untilMs) };
    const first = await pageOf(rest, span, 0);
    const isLonger = first.total > first.items.length;
    if (isLonger && span.untilMs - startMs > shortestMs) {
      lengthMs = (span.untilMs - startMs) / 2;
      continue;
    }
    const found = isLonger ? await allPages(rest, span) : first.items;
    const orders = sorted(found, span, settings);
    if (span.untilMs >= untilMs) return { orders, next: undefined };
    // Shorter ones would ask for the same orders again, because of the second more at either end.
    lengthMs = Math.max(shortestMs, (span.untilMs - startMs) * timesAsLong(found.length));
    startMs = span.untilMs;
    // Whoever lists takes an empty page for one that repeats itself.
    if (orders.length > 0) return { orders, next: `${startMs}/${lengthMs}` };
  }
}

/** How much longer the next time may be, so that its orders still fit on a page if there are as many as in this one. */
const timesAsLong = (count: number): number => (count === 0 ? maxTimes : Math.min(maxTimes, fittingOrders / count));

/** Nothing says whether the bounds belong to the time, so a second more is asked for at either end. */
function pageOf(rest: Rest, { fromMs, untilMs }: Span, offset: number): Promise<z.infer<typeof Page>> {
  const query = new URLSearchParams({
    updatedFrom: String(Math.max(0, Math.floor(fromMs / 1000) - 1)),
    updatedTo: String(Math.ceil(untilMs / 1000) + 1),
    offset: String(offset),
    limit: String(pageSize),
    responseFields: fields,
  });
  return answerOf(Page, rest(`/orders?${query.toString()}`));
}

/** All orders of a second. If one of them changes meanwhile, another one is skipped, and the total is smaller than before. */
async function allPages(rest: Rest, span: Span): Promise<z.infer<typeof Listed>[]> {
  const found = new Map<string | undefined, z.infer<typeof Listed>>();
  let total: number | undefined;
  for (let page = 0; page < maxPages; page++) {
    const next = await pageOf(rest, span, page * pageSize);
    if (total !== undefined && next.total !== total)
      throw new AdminRefusal('unavailable', "the orders changed while Ecwid's list was read");
    ({ total } = next);
    for (const order of next.items) found.set(identityOf(order), order);
    if (found.size >= total) return [...found.values()];
    if (next.items.length === 0) break;
  }
  throw new AdminRefusal('paging', "Ecwid's list of one second doesn't end");
}

const sorted = (
  orders: readonly z.infer<typeof Listed>[],
  { fromMs, untilMs }: Span,
  settings: ReadSettings | undefined,
): ListedOrder[] =>
  orders
    .map((order) => listed(order, settings))
    .filter(({ changedAt }) => Date.parse(changedAt) >= fromMs && Date.parse(changedAt) < untilMs)
    .toSorted((a, b) => Date.parse(a.changedAt) - Date.parse(b.changedAt));

/** @throws AdminRefusal `unreadable` for an order without an ID or its times */
function listed(order: z.infer<typeof Listed>, settings: ReadSettings | undefined): ListedOrder {
  const [orderId, createdAt, changedAt] = [identityOf(order), createdAtOf(order), changedAtOf(order)];
  if (orderId === undefined || createdAt === undefined || changedAt === undefined)
    throw new AdminRefusal('unreadable', "Ecwid's answer isn't as documented: an order has no internal ID or no times");
  return {
    orderId,
    number: numberOf(order),
    createdAt,
    orderedAt: createdAt,
    changedAt,
    // As the reader has it.
    paidAt: createdAt,
    channel: channelOf(order),
    ...paymentIn(order, { isNew: changedAt <= createdAt, settings }),
  };
}

/** As the reader decides. An order that nobody can read is `paid` here: fetching it then says what is wrong. */
function paymentIn(
  order: z.infer<typeof Listed>,
  { isNew, settings }: { isNew: boolean; settings: ReadSettings | undefined },
): Pick<ListedOrder, 'status' | 'wasPaid' | 'refunded'> {
  const none = { refunds: [], complete: false };
  try {
    const payment = paymentOf(order.paymentStatus, order, settings);
    switch (payment.is) {
      case 'paid':
      case 'refunded': {
        const refunds = refundedSum({ amount: payment.refunded }).map(({ id }) => ({ id }));
        return { status: payment.is, wasPaid: true, refunded: { refunds, complete: true } };
      }
      // Nothing says whether it was ever paid. If it was thanked, its row knows.
      case 'cancelled':
        return { status: 'cancelled', wasPaid: false, refunded: none };
      case 'unpaid':
        return { status: isNew ? undefined : 'unpaid', wasPaid: false, refunded: none };
      case 'part-refunded':
      case 'ignored':
        return { status: undefined, wasPaid: false, refunded: none };
    }
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    return { status: 'paid', wasPaid: true, refunded: none };
  }
}
