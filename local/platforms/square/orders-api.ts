import * as z from 'zod';
import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { badRequest, notFound } from './errors.ts';
import {
  customerIdOf,
  customerObject,
  orderObject,
  orderOfPayment,
  orderOfRefund,
  paymentIdOf,
  paymentObject,
  refundObject,
  returnIdOf,
  returnObject,
} from './objects.ts';

/** `GET /v2/orders/{id}`, also of what was brought back. */
export function getOrder(shop: SandboxShop, id: string): Reply {
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  if (order !== undefined) return { status: 200, body: { order: orderObject(order) } };
  for (const sold of shop.orders)
    for (const refund of sold.refunds)
      if (returnIdOf(sold, refund) === id) return { status: 200, body: { order: returnObject(sold, refund) } };
  return notFound(`Order not found for id ${id}`);
}

/** `GET /v2/payments/{id}` */
export function getPayment(shop: SandboxShop, id: string): Reply {
  const order = shop.order(orderOfPayment(id));
  return order === undefined || id !== paymentIdOf(order)
    ? notFound(`Could not find payment with id: ${id}`)
    : { status: 200, body: { payment: paymentObject(order) } };
}

/** `GET /v2/refunds/{id}` */
export function getRefund(shop: SandboxShop, id: string): Reply {
  const order = shop.order(orderOfRefund(id));
  const found = order?.refunds.map((refund) => refundObject(order, refund)).find((refund) => refund.id === id);
  return found === undefined
    ? notFound(`Could not find refund with id: ${id}`)
    : { status: 200, body: { refund: found } };
}

/** `GET /v2/customers/{id}` */
export function getCustomer(shop: SandboxShop, id: string): Reply {
  const known = shop.orders.map(({ customer }) => customer).find((one) => one !== null && customerIdOf(one.id) === id);
  return known === undefined || known === null
    ? notFound(`Customer with ID \`${id}\` not found.`)
    : { status: 200, body: { customer: customerObject(known) } };
}

const utcTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/);

/** What may be asked for. Real Square may ignore what it doesn't know. */
const Search = z.strictObject({
  location_ids: z.array(z.string()).min(1).max(10),
  limit: z.number().int().min(1).max(1000).default(500),
  cursor: z.string().optional(),
  query: z.strictObject({
    filter: z.strictObject({
      date_time_filter: z.strictObject({ updated_at: z.strictObject({ start_at: utcTime, end_at: utcTime }) }),
    }),
    sort: z.strictObject({ sort_field: z.literal('UPDATED_AT'), sort_order: z.enum(['ASC', 'DESC']) }),
  }),
});

/** The last page of a search, which a fault repeats. */
const lastPages = new WeakMap<SandboxShop, Reply>();

/**
 * `POST /v2/orders/search`. Both ends of a time are included. The cursor points to a place in a list that may change meanwhile.
 * @see https://developer.squareup.com/reference/square/orders-api/search-orders
 */
export function searchOrders(shop: SandboxShop, body: string): Reply {
  const parsed = Search.safeParse(jsonObject(body));
  if (!parsed.success)
    return badRequest(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const { location_ids: locations, limit, cursor, query } = parsed.data;
  const asked = JSON.stringify({ locations, query });
  const [, start = '0', before = asked] = /^(\d+) (.*)$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? [];
  if (before !== asked) return badRequest('The query of a cursor must not change.', 'INVALID_CURSOR');
  const repeated = lastPages.get(shop);
  if (cursor !== undefined) shop.hooks.betweenPages?.();
  if (cursor !== undefined && shop.faults.repeatPages > 0 && repeated !== undefined) {
    shop.faults.repeatPages -= 1;
    return repeated;
  }
  const { start_at: startAt, end_at: endAt } = query.filter.date_time_filter.updated_at;
  const ascending = query.sort.sort_order === 'ASC' ? 1 : -1;
  const found = shop.orders
    .filter(({ sourceName }) => locations.includes(sourceName))
    .flatMap((order) => [[orderObject(order)], order.refunds.map((refund) => returnObject(order, refund))].flat())
    .filter(({ updated_at: at }) => Date.parse(at) >= Date.parse(startAt) && Date.parse(at) <= Date.parse(endAt))
    .toSorted((a, b) => ascending * (Date.parse(a.updated_at) - Date.parse(b.updated_at)));
  const end = Number(start) + limit;
  const orders = found.slice(Number(start), end);
  const reply = {
    status: 200,
    body: {
      ...(orders.length > 0 && { orders }),
      ...(end < found.length && { cursor: Buffer.from(`${end} ${asked}`).toString('base64url') }),
    },
  };
  lastPages.set(shop, reply);
  return reply;
}
