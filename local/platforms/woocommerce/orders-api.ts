import { isObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { invalidParameters, orderIsGone } from './errors.ts';
import { wooCommerceOrderBody, wooCommerceStatus } from './order-body.ts';
import { listParameters, type ListParameters } from './parameters.ts';

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, Reply>();

/** `GET /wp-json/wc/v3/orders` */
export function listOrders(shop: SandboxShop, call: SandboxCall): Reply {
  const { parameters, invalid } = listParameters(call.query, shop.options.utcOffsetMinutes);
  if (invalid.length > 0) return invalidParameters(invalid);
  const start = parameters.offset ?? (parameters.page - 1) * parameters.perPage;
  const repeated = lastPages.get(shop);
  // A client may page by time instead of by number, so any list after another counts as a following page.
  if (repeated !== undefined) shop.hooks.betweenPages?.();
  if (shop.faults.repeatPages > 0 && repeated !== undefined) {
    shop.faults.repeatPages -= 1;
    return repeated;
  }
  const found = sorted(
    shop.orders.filter((order) => matches(order, parameters, shop.options.utcOffsetMinutes)),
    parameters,
  );
  const fields = fieldsOf(call.query);
  const reply: Reply = {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'x-wp-total': String(found.length),
      'x-wp-totalpages': String(Math.ceil(found.length / parameters.perPage)),
    },
    body: found
      .slice(start, start + parameters.perPage)
      .map((order) => picked(wooCommerceOrderBody(shop.options, order), fields)),
  };
  lastPages.set(shop, reply);
  return reply;
}

/** `GET /wp-json/wc/v3/orders/{id}`. It also finds orders in the trash. */
export function getOrder(shop: SandboxShop, id: string, call: SandboxCall): Reply {
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  if (order === undefined) return orderIsGone;
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: shownOrder(shop, order, call),
  };
}

/** The order, with the fields that the call asks for. */
export const shownOrder = (shop: SandboxShop, order: ShopOrder, call: SandboxCall): Record<string, unknown> =>
  picked(wooCommerceOrderBody(shop.options, order), fieldsOf(call.query));

function matches(order: ShopOrder, parameters: ListParameters, utcOffsetMinutes: number): boolean {
  const clock = (atMs: number) => Math.floor(atMs / 1000) + (parameters.datesAreGmt ? 0 : utcOffsetMinutes * 60);
  const [created, modified] = [clock(order.createdAtMs), clock(order.updatedAtMs)];
  const { include, exclude, customer, after, before, modifiedAfter, modifiedBefore } = parameters;
  return (
    parameters.statuses.includes(wooCommerceStatus(order)) &&
    (include.length === 0 || include.includes(order.id)) &&
    !exclude.includes(order.id) &&
    (customer === undefined || customer === (order.customer?.id ?? '0')) &&
    // All of them are exclusive.
    (after === undefined || created > after) &&
    (before === undefined || created < before) &&
    (modifiedAfter === undefined || modified > modifiedAfter) &&
    (modifiedBefore === undefined || modified < modifiedBefore)
  );
}

const seconds = (atMs: number): number => Math.floor(atMs / 1000);

/** Orders of the same second are sorted by ID, in the same direction. */
function sorted(orders: ShopOrder[], { orderby, order, include }: ListParameters): ShopOrder[] {
  const value = (one: ShopOrder): number => {
    if (orderby === 'modified') return seconds(one.updatedAtMs);
    if (orderby === 'date') return seconds(one.createdAtMs);
    return orderby === 'include' ? include.indexOf(one.id) : Number(one.id);
  };
  const direction = order === 'asc' || orderby === 'include' ? 1 : -1;
  return orders.sort((a, b) => direction * (value(a) - value(b) || Number(a.id) - Number(b.id)));
}

const fieldsOf = (query: URLSearchParams): string[] =>
  (query.get('_fields') ?? '').split(/[\s,]+/).filter((name) => name !== '');

/** Keeps only these fields: `id`, `billing.email`. */
function picked(body: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  if (fields.length === 0) return body;
  const kept: Record<string, unknown> = {};
  for (const field of fields) {
    const [name = '', inner] = field.split('.');
    const value = body[name];
    if (inner === undefined) {
      if (Object.hasOwn(body, name)) kept[name] = value;
    } else if (isObject(value)) {
      const before = kept[name];
      kept[name] = { ...(isObject(before) && before), ...picked(value, [inner]) };
    }
  }
  return kept;
}
