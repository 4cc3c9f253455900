import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { apiError, wrongParameter } from './errors.ts';
import { ecwidOrderBody, seconds, written } from './order-body.ts';

const maxLimit = 100;

/** A deleted order is one in the trash: the list of deleted orders has it, and nothing else. */
const existing = (shop: SandboxShop): ShopOrder[] => shop.orders.filter(({ trashed }) => !trashed);

/** `GET /orders/{orderId}`, which is documented with the ID for people. */
export function getOrder(shop: SandboxShop, id: string): Reply {
  const find = () => existing(shop).find((order) => order.number === id || order.id === id);
  shop.hooks.beforeFetch?.(find()?.id ?? id);
  const found = find();
  return found === undefined
    ? apiError(404, 'ORDER_NOT_FOUND', `Order with id '${id}' is not found`)
    : { status: 200, body: ecwidOrderBody(found) };
}

const filters = new Set(['ids', 'updatedFrom', 'updatedTo', 'offset', 'limit', 'responseFields']);

/**
 * `GET /orders`, strictly: real Ecwid may ignore parameters that it doesn't know. It doesn't say how it sorts; here, the newest order comes first,
 * whenever it changed, which is harder for a client. Both bounds belong to the time.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/search-orders
 */
export function searchOrders(shop: SandboxShop, { query }: SandboxCall): Reply {
  const wrong = whyWrong(query, filters);
  if (wrong !== undefined) return wrongParameter(wrong);
  if (query.get('offset') !== '0' && query.has('offset')) shop.hooks.betweenPages?.();
  const ids = query.get('ids')?.split(',');
  const [from, to] = ['updatedFrom', 'updatedTo'].map((name) => Number(query.get(name) ?? Number.NaN));
  const found = existing(shop)
    .filter(({ updatedAtMs }) => !(seconds(updatedAtMs) < (from ?? 0)) && !(seconds(updatedAtMs) > (to ?? 0)))
    // Prefixes and suffixes match, too.
    .filter(
      ({ id, number }) => ids?.some((part) => id === part || number.startsWith(part) || number.endsWith(part)) ?? true,
    )
    .sort((a, b) => b.createdAtMs - a.createdAtMs || Number(b.id) - Number(a.id));
  return page(found, query, ecwidOrderBody);
}

/** `GET /orders/deleted`: with the internal ID, as documented, and with the other one, as in Ecwid's own client. */
export function deletedOrders(shop: SandboxShop, { query }: SandboxCall): Reply {
  const wrong = whyWrong(query, new Set(['from_date', 'to_date', 'offset', 'limit']));
  if (wrong !== undefined) return wrongParameter(wrong);
  const from = Number(query.get('from_date') ?? 0);
  const found = shop.orders.filter(({ trashed, updatedAtMs }) => trashed && seconds(updatedAtMs) >= from);
  return page(found, query, ({ id, number, updatedAtMs }) => ({
    id: Number(id),
    orderId: number,
    date: written(updatedAtMs),
  }));
}

function whyWrong(query: URLSearchParams, known: ReadonlySet<string>): string | undefined {
  const unknown = [...query.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) return `${unknown} is not a parameter`;
  const numbers = ['updatedFrom', 'updatedTo', 'from_date', 'to_date', 'offset', 'limit'];
  const odd = numbers.find((name) => query.has(name) && !/^\d{1,12}$/.test(query.get(name) ?? ''));
  if (odd !== undefined) return `${odd} must be a number`;
  return Number(query.get('limit') ?? 0) > maxLimit ? `limit must be at most ${maxLimit}` : undefined;
}

function page(found: readonly ShopOrder[], query: URLSearchParams, shown: (order: ShopOrder) => object): Reply {
  const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? maxLimit)];
  const items = found.slice(offset, offset + limit).map(shown);
  const whole = { total: found.length, count: items.length, offset, limit, items };
  return { status: 200, body: withFields(whole, query.get('responseFields')) };
}

const only = (value: object, names: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));

/** `total,items(id,email)`: only these fields. The names in brackets are those of the items. */
function withFields(whole: { items: object[] } & Record<string, unknown>, fields: string | null): object {
  if (fields === null) return whole;
  const [, ofItems] = /items\(([^)]*)\)/.exec(fields) ?? [];
  const outer = new Set(fields.replace(/\([^)]*\)/, '').split(','));
  const inner = ofItems === undefined ? undefined : new Set(ofItems.split(','));
  return only({ ...whole, items: inner ? whole.items.map((item) => only(item, inner)) : whole.items }, outer);
}
