import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { saleorError } from './errors.ts';
import { dateTime, orderObject } from './order-object.ts';

export interface OrdersArguments {
  first?: number | null;
  last?: number | null;
  before?: string | null;
  after?: string | null;
  channel?: string | null;
  sortBy?: { field: string; direction: string } | null;
  filter?: { updatedAt?: { gte?: string | null; lte?: string | null } | null; ids?: unknown; numbers?: unknown } | null;
}

interface OrdersPage {
  totalCount: number;
  edges: { node: ReturnType<typeof orderObject>; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const maxPage = 100;

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, OrdersPage>();

/**
 * Of the filters and the orders, only those by the time of change. A cursor contains the values that a list is sorted by, and not a number of
 * orders, so an order that changes moves to a later page.
 * @see https://docs.saleor.io/api-reference/orders/queries/orders
 * @throws GraphQLError for anything else
 */
export function ordersPage(shop: SandboxShop, { first, last, before, after, ...args }: OrdersArguments): OrdersPage {
  const isFollowing = after !== undefined && after !== null;
  if (isFollowing) shop.hooks.betweenPages?.();
  const repeated = lastPages.get(shop);
  if (isFollowing && shop.faults.repeatPages > 0 && repeated !== undefined) {
    shop.faults.repeatPages -= 1;
    return repeated;
  }
  if (typeof first !== 'number' || last || before)
    throw saleorError('GraphQLError', 'You must provide a `first` value, and the sandbox lists forwards only.');
  if (first < 1 || first > maxPage)
    throw saleorError(
      'GraphQLError',
      `Requesting ${first} records on the connection exceeds the \`first\` limit of ${maxPage} records.`,
    );
  const { sortBy, filter = {}, channel } = args;
  if (channel || filter?.ids || filter?.numbers || sortBy?.field !== 'LAST_MODIFIED_AT' || sortBy.direction !== 'ASC')
    throw saleorError('GraphQLError', 'The sandbox sorts and filters orders by their time of change only.');
  const { gte, lte } = filter?.updatedAt ?? {};
  const found = shop.orders
    .filter(({ updatedAtMs }) => isBetween(updatedAtMs, gte, lte))
    .map((order) => ({ order, position: positionOf(order) }))
    .sort((a, b) => compare(a.position, b.position));
  const from = isFollowing ? readCursor(after) : undefined;
  const rest = from === undefined ? found : found.filter(({ position }) => compare(position, from) > 0);
  const edges = rest
    .slice(0, first)
    .map(({ order, position }) => ({ node: orderObject(order), cursor: cursorOf(position) }));
  const page = {
    totalCount: found.length,
    edges,
    pageInfo: {
      hasNextPage: rest.length > edges.length,
      hasPreviousPage: isFollowing,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
  lastPages.set(shop, page);
  return page;
}

/** Both ends are a part of the range. */
const isBetween = (atMs: number, gte: string | null | undefined, lte: string | null | undefined): boolean =>
  (!gte || atMs >= Date.parse(gte)) && (!lte || atMs <= Date.parse(lte));

type Position = readonly [time: string, id: string];

const positionOf = (order: ShopOrder): Position => [dateTime(order.updatedAtMs), order.id];

const compare = (a: Position, b: Position): number => compareTexts(a[0], b[0]) || compareTexts(a[1], b[1]);
const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

const cursorOf = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64');

function readCursor(cursor: string): Position {
  const [time, id] = /^\["([^"]+)","([^"]+)"\]$/.exec(Buffer.from(cursor, 'base64').toString())?.slice(1) ?? [];
  if (time === undefined || id === undefined) throw saleorError('GraphQLError', 'Received cursor is invalid.');
  return [time, id];
}
