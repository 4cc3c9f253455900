import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { invalidArgument, notFound } from './errors.ts';
import { fulfillmentStatusIn, paymentStateIn, squarespaceOrderBody } from './order-body.ts';

const pageSize = 50;

/** What an order list may be asked for. */
const filters = new Set(['modifiedAfter', 'modifiedBefore', 'fulfillmentStatus', 'paymentStates', 'customerId']);
const statuses = new Set(['PENDING', 'FULFILLED', 'CANCELED']);
/** Those that a list contains if it isn't told otherwise. */
const usualStates = new Set(['NOT_CHARGED', 'AUTHORIZED', 'PAID', 'REFUNDED']);
const states = usualStates.union(new Set(['PENDING', 'FAILED', 'REFUND_PENDING', 'REFUND_FAILED', 'PARTIALLY_PAID']));

const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** `GET /1.0/commerce/orders/{id}` */
export function getOrder(shop: SandboxShop, id: string): Reply {
  if (!/^[0-9a-f]{24}$/.test(id)) return invalidArgument(`Order id ${id} is not in the expected format.`);
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  return order === undefined
    ? notFound('The requested order was not found.')
    : { status: 200, body: squarespaceOrderBody(order) };
}

/**
 * `GET /1.0/commerce/orders`, strictly: real Squarespace may ignore parameters that it doesn't know. It sorts by the time of change without saying in
 * which direction; here, the newest change comes first, which is harder for a client.
 * @see https://developers.squarespace.com/commerce-apis/retrieve-all-orders
 */
export function listOrders(shop: SandboxShop, { query }: SandboxCall): Reply {
  const cursor = query.get('cursor');
  if (cursor !== null) {
    if (query.size > 1) return invalidArgument('cursor cannot be used with other parameters.');
    const asked = readCursor(cursor);
    if (asked === undefined) return invalidArgument('cursor is not valid.');
    shop.hooks.betweenPages?.();
    return page(shop, new URLSearchParams(asked.query), asked.start);
  }
  const wrong = whyWrong(query);
  return wrong === undefined ? page(shop, query, 0) : invalidArgument(wrong);
}

function whyWrong(query: URLSearchParams): string | undefined {
  const unknown = [...query.keys()].find((name) => !filters.has(name));
  if (unknown !== undefined) return `${unknown} is not a parameter.`;
  const [after, before] = [query.get('modifiedAfter'), query.get('modifiedBefore')];
  if ((after === null) !== (before === null)) return 'modifiedAfter and modifiedBefore need each other.';
  if (after !== null && before !== null) {
    if (![after, before].every((text) => utcTime.test(text))) return 'expected an ISO 8601 UTC date and time string.';
    if (Date.parse(before) <= Date.parse(after)) return 'modifiedBefore must be after modifiedAfter.';
  }
  const status = query.get('fulfillmentStatus');
  if (status !== null && !statuses.has(status)) return 'fulfillmentStatus is not one of the recognized values.';
  const wrongState = query
    .get('paymentStates')
    ?.split(',')
    .find((state) => !states.has(state));
  return wrongState === undefined ? undefined : 'paymentStates is not a valid value.';
}

function page(shop: SandboxShop, query: URLSearchParams, start: number): Reply {
  const found = shop.orders
    .filter(changedIn(query))
    .filter((order) => isWanted(order, query))
    .sort((a, b) => b.updatedAtMs - a.updatedAtMs || Number(a.id > b.id));
  const end = start + pageSize;
  const hasNextPage = end < found.length;
  const next = hasNextPage ? writeCursor({ query: query.toString(), start: end }) : null;
  return {
    status: 200,
    body: {
      result: found.slice(start, end).map((order) => squarespaceOrderBody(order)),
      pagination: {
        hasNextPage,
        nextPageCursor: next,
        nextPageUrl: next === null ? null : `https://api.squarespace.com/1.0/commerce/orders?cursor=${next}`,
      },
    },
  };
}

/** Both ends are excluded. */
function changedIn(query: URLSearchParams): (order: ShopOrder) => boolean {
  const [afterMs, beforeMs] = [query.get('modifiedAfter'), query.get('modifiedBefore')].map((text) =>
    text === null ? undefined : Date.parse(text),
  );
  return ({ updatedAtMs }) => updatedAtMs > (afterMs ?? -Infinity) && updatedAtMs < (beforeMs ?? Infinity);
}

function isWanted(order: ShopOrder, query: URLSearchParams): boolean {
  const is = (name: string, value: string | null): boolean => !query.has(name) || query.get(name) === value;
  return (
    is('fulfillmentStatus', fulfillmentStatusIn(order)) &&
    is('customerId', order.customer?.id ?? null) &&
    new Set(query.get('paymentStates')?.split(',') ?? usualStates).has(paymentStateIn(order))
  );
}

interface Cursor {
  query: string;
  start: number;
}

/** It points to a place in a list that may change meanwhile, as Squarespace says of its own. */
const writeCursor = (cursor: Cursor): string => Buffer.from(`${cursor.start} ${cursor.query}`).toString('base64url');

function readCursor(text: string): Cursor | undefined {
  const [, start, query] = /^(\d+) (.*)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return start === undefined || query === undefined ? undefined : { start: Number(start), query };
}
