import * as z from 'zod';
import type { Reply } from '../../partners/reply.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { apiError, invalid } from './errors.ts';
import { wixOrderBody, wixTransactionsBody } from './order-body.ts';

const notFound = apiError(404, 'ORDER_NOT_FOUND', 'The order was not found.');

/** `GET /ecom/v1/orders/{id}` */
export function getOrder(shop: SandboxShop, id: string): Reply {
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  return order === undefined ? notFound : { status: 200, body: { order: wixOrderBody(order) } };
}

/** `GET /ecom/v1/payments/orders/{id}` */
export function getTransactions(shop: SandboxShop, id: string): Reply {
  const order = shop.order(id);
  return order === undefined ? notFound : { status: 200, body: { orderTransactions: wixTransactionsBody(order) } };
}

const Ids = z.strictObject({ orderIds: z.array(z.string().min(1).max(100)).min(1).max(100) });

/** `POST /ecom/v1/payments/list-by-ids` */
export function listTransactions(shop: SandboxShop, body: unknown): Reply {
  const asked = Ids.safeParse(body).data;
  if (asked === undefined) return invalid('orderIds: expected 1 to 100 IDs.');
  const orders = asked.orderIds.flatMap((id) => shop.order(id) ?? []);
  return { status: 200, body: { orderTransactions: orders.map((order) => wixTransactionsBody(order)) } };
}

const time = z.iso.datetime();
const Comparison = z.strictObject({ $gt: time, $gte: time, $lt: time, $lte: time, $eq: time }).partial();
const Condition = z.strictObject({ updatedDate: Comparison });
const Filter = z.union([Condition, z.strictObject({ $and: z.array(Condition).min(1) })]);
const Sort = z.strictObject({ fieldName: z.enum(['updatedDate', 'createdDate']), order: z.enum(['ASC', 'DESC']) });
const limit = z.number().int().min(1).max(100).default(100);

/** Of the filters, only those by the time of change. Real Wix knows many more. */
const FirstPage = z.strictObject({
  filter: Filter.optional(),
  sort: z
    .array(Sort)
    .max(1)
    .default([{ fieldName: 'createdDate', order: 'DESC' }]),
  cursorPaging: z.strictObject({ limit }).prefault({}),
});
/** A cursor stands for the filter and the order of its list. */
const LaterPage = z.strictObject({ cursorPaging: z.strictObject({ limit, cursor: z.string().min(1) }) });
const Search = z.strictObject({ search: z.union([LaterPage, FirstPage]).prefault({}) });
type FirstPage = z.infer<typeof FirstPage>;

/** It points to a place in a list that may change meanwhile: Wix doesn't promise otherwise. */
const Cursor = z.object({ list: FirstPage, start: z.number() });

/**
 * `POST /ecom/v1/orders/search`, strictly.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/search-orders
 */
export function searchOrders(shop: SandboxShop, body: unknown): Reply {
  const asked = Search.safeParse(body);
  if (!asked.success) return invalid(`search: ${asked.error.issues[0]?.path.join('.') ?? ''}`);
  const { search } = asked.data;
  if (!('cursor' in search.cursorPaging)) return page(shop, FirstPage.parse(search), 0, search.cursorPaging.limit);
  const cursor = readCursor(search.cursorPaging.cursor);
  if (cursor === undefined) return invalid('cursor is not valid.');
  return page(shop, cursor.list, cursor.start, search.cursorPaging.limit);
}

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, Reply>();

function page(shop: SandboxShop, list: FirstPage, start: number, size: number): Reply {
  const before = lastPages.get(shop);
  // A client may page by time instead of by cursor, so any list after another counts as a following page.
  if (before !== undefined) shop.hooks.betweenPages?.();
  if (shop.faults.repeatPages > 0 && before !== undefined) {
    shop.faults.repeatPages -= 1;
    return before;
  }
  const found = shop.orders.filter((order) => conditionsOf(list).every((one) => holds(one, order))).sort(byTime(list));
  const end = start + size;
  const hasNext = end < found.length;
  const orders = found.slice(start, end).map((order) => wixOrderBody(order));
  const cursors = hasNext ? { next: writeCursor({ list, start: end }) } : {};
  const reply = { status: 200, body: { orders, metadata: { count: orders.length, cursors, hasNext } } };
  lastPages.set(shop, reply);
  return reply;
}

const conditionsOf = ({ filter }: FirstPage): z.infer<typeof Condition>[] =>
  filter === undefined ? [] : '$and' in filter ? filter.$and : [filter];

const is = (text: string | undefined, compare: (ms: number) => boolean): boolean =>
  text === undefined || compare(Date.parse(text));

function holds({ updatedDate: { $gt, $gte, $lt, $lte, $eq } }: z.infer<typeof Condition>, order: ShopOrder): boolean {
  const at = order.updatedAtMs;
  return (
    is($gt, (ms) => at > ms) &&
    is($gte, (ms) => at >= ms) &&
    is($lt, (ms) => at < ms) &&
    is($lte, (ms) => at <= ms) &&
    is($eq, (ms) => at === ms)
  );
}

function byTime({ sort: [by] }: FirstPage): (a: ShopOrder, b: ShopOrder) => number {
  const timeOf = (order: ShopOrder) => (by?.fieldName === 'updatedDate' ? order.updatedAtMs : order.createdAtMs);
  const sign = by?.order === 'ASC' ? 1 : -1;
  return (a, b) => sign * (timeOf(a) - timeOf(b)) || Number(a.id > b.id) - Number(a.id < b.id);
}

const writeCursor = (cursor: z.infer<typeof Cursor>): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

function readCursor(text: string): z.infer<typeof Cursor> | undefined {
  try {
    return Cursor.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
