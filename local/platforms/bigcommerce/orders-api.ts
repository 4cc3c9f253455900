import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { noContent, v2Error, v3Error } from './errors.ts';
import { bigCommerceOrderBody, refundBody } from './order-body.ts';
import { storeOf } from './store.ts';

const maxLimit = 250;
const includes = new Set(['consignments', 'consignments.line_items', 'fees']);
const ofOrder = new Set(['include', 'consignment_structure']);
const ofList = new Set([...ofOrder, 'min_date_modified', 'max_date_modified', 'min_id', 'sort', 'page', 'limit']);
const sorts: Readonly<Record<string, (order: ShopOrder) => number>> = {
  id: ({ id }) => Number(id),
  date_modified: ({ updatedAtMs }) => seconds(updatedAtMs),
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Real BigCommerce may ignore what it doesn't know. */
function whyWrong(query: URLSearchParams, known: ReadonlySet<string>): string | undefined {
  const unknown = [...query.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) return `The field '${unknown}' is not supported by this resource.`;
  const wanted = query.get('include')?.split(',') ?? [];
  if (!wanted.every((one) => includes.has(one))) return 'include is invalid.';
  // The older structure is a list.
  return wanted.length > 0 && query.get('consignment_structure') !== 'object'
    ? 'This sandbox knows the structure "object" alone.'
    : undefined;
}

const withLines = (query: URLSearchParams) => ({
  lines: query.get('include')?.split(',').includes('consignments.line_items') ?? false,
});

/** `GET /v2/orders/{id}` */
export function getOrder(shop: SandboxShop, id: string, { query }: SandboxCall): Reply {
  const wrong = whyWrong(query, ofOrder);
  if (wrong !== undefined) return v2Error(400, wrong);
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  return order === undefined
    ? v2Error(404, 'The requested resource was not found.')
    : { status: 200, body: bigCommerceOrderBody(order, storeOf(shop.options), withLines(query)) };
}

/**
 * `GET /v2/orders`, without archived ones. Times are compared in whole seconds. An empty list is "no content".
 * @see https://developer.bigcommerce.com/docs/rest-management/orders#get-all-orders
 */
export function listOrders(shop: SandboxShop, { query }: SandboxCall): Reply {
  const [field = '', direction = 'asc'] = (query.get('sort') ?? 'id:asc').split(':');
  const keyOf = sorts[field];
  const [page, limit] = [Number(query.get('page') ?? 1), Number(query.get('limit') ?? 50)];
  const [min, max] = ['min_date_modified', 'max_date_modified'].map((name) => timeIn(query, name));
  const wrong =
    whyWrong(query, ofList) ??
    (keyOf === undefined || !['asc', 'desc'].includes(direction) ? 'sort is invalid.' : undefined) ??
    (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit && Number.isInteger(page) && page >= 1
      ? undefined
      : 'page or limit is invalid.') ??
    (Number.isNaN(min) || Number.isNaN(max) ? 'The date is neither RFC 2822 nor ISO 8601.' : undefined);
  if (wrong !== undefined || keyOf === undefined) return v2Error(400, wrong ?? '');
  const isFirst = page === 1 && !query.has('min_id');
  if (!isFirst) shop.hooks.betweenPages?.();
  const found = shop.orders
    .filter(({ trashed, updatedAtMs, id }) => {
      const at = seconds(updatedAtMs);
      const isInside = at >= (min ?? -Infinity) && at <= (max ?? Infinity);
      return !trashed && isInside && Number(id) >= Number(query.get('min_id') ?? 0);
    })
    .sort((a, b) => (keyOf(a) - keyOf(b) || Number(a.id) - Number(b.id)) * (direction === 'asc' ? 1 : -1))
    .slice((page - 1) * limit, page * limit);
  if (found.length === 0) return noContent;
  return {
    status: 200,
    body: found.map((order) => bigCommerceOrderBody(order, storeOf(shop.options), withLines(query))),
  };
}

/** Seconds since 1970; NaN for what is no time; `undefined` if it isn't given. */
function timeIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const isWritten = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/.test(text);
  return isWritten ? seconds(Date.parse(text)) : Number.NaN;
}

/** Refunds that were asked for. One whose payment is under way isn't there yet. */
const refundsOf = (order: ShopOrder) =>
  order.refunds
    .filter(({ transactions }) => transactions.every(({ status }) => status !== 'pending'))
    .map((refund) => refundBody(order, refund));

/** `GET /v3/orders/{id}/payment_actions/refunds` */
export function refundsOfOrder(shop: SandboxShop, id: string): Reply {
  const order = shop.order(id);
  return order === undefined
    ? v3Error(404, 'The order was not found.')
    : { status: 200, body: { data: refundsOf(order), meta: {} } };
}

/** `GET /v3/orders/payment_actions/refunds` */
export function listRefunds(shop: SandboxShop, { query }: SandboxCall): Reply {
  const [page, limit] = [Number(query.get('page') ?? 1), Number(query.get('limit') ?? 50)];
  const ids = new Set(query.get('order_id:in')?.split(','));
  const found = shop.orders.filter(({ id }) => ids.has(id)).flatMap(refundsOf);
  const data = found.slice((page - 1) * limit, page * limit);
  const pages = Math.ceil(found.length / limit);
  return {
    status: 200,
    body: {
      data,
      meta: {
        pagination: {
          total: found.length,
          count: data.length,
          per_page: limit,
          current_page: page,
          total_pages: pages,
        },
      },
    },
  };
}
