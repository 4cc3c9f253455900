import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { criteriaOf, included, withAssociations, type Criteria } from './criteria.ts';
import { missingPrivileges } from './errors.ts';
import { orderChangedMs, paymentChangedMs, shopwareOrderBody } from './order-body.ts';

/** Something that a search finds, with the times that it can be found by. */
interface Found {
  id: string;
  createdAtMs: number;
  updatedAtMs: number | undefined;
  value: Record<string, unknown>;
}

const ordersOf = (shop: SandboxShop): Found[] =>
  shop.orders.map((order) => ({
    id: order.id,
    createdAtMs: order.createdAtMs,
    updatedAtMs: orderChangedMs(order),
    value: shopwareOrderBody(order),
  }));

const transactionsOf = (shop: SandboxShop): Found[] =>
  shop.orders.flatMap((order) => {
    const body = shopwareOrderBody(order);
    const [transaction] = body.transactions;
    if (transaction === undefined) return [];
    return [
      {
        id: transaction.id,
        createdAtMs: order.createdAtMs,
        updatedAtMs: transaction.updatedAt === null ? undefined : paymentChangedMs(order),
        value: { ...transaction, order: body },
      },
    ];
  });

const entities: Record<string, { name: string; all: (shop: SandboxShop) => Found[] }> = {
  order: { name: 'order', all: ordersOf },
  'order-transaction': { name: 'order_transaction', all: transactionsOf },
};

/** The last page of each shop and list, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, Map<string, Reply>>();

/**
 * `POST /api/search/{entity}`
 * @param privileges what the credential may do: `order:read`
 * @see https://developer.shopware.com/docs/guides/integrations-api/general-concepts/search-criteria.html
 */
export function search(
  shop: SandboxShop,
  privileges: ReadonlySet<string>,
  path: string,
  call: SandboxCall,
): Reply | undefined {
  const entity = entities[path];
  if (entity === undefined) return undefined;
  const asked = criteriaOf(entity.name, call.body);
  if ('refused' in asked) return asked.refused;
  const { criteria } = asked;
  const missing = asked.entities.map((name) => `${name}:read`).filter((name) => !privileges.has(name));
  if (missing.length > 0) return missingPrivileges(missing);
  const isList = criteria.ids === undefined && criteria.filter.length > 0;
  const pages = lastPages.get(shop) ?? new Map<string, Reply>();
  lastPages.set(shop, pages);
  const listName = `${path} by ${criteria.filter.map(({ field }) => field).join()}`;
  const repeated = pages.get(listName);
  if (isList && criteria.page > 1) shop.hooks.betweenPages?.();
  if (isList && shop.faults.repeatPages > 0 && repeated !== undefined) {
    shop.faults.repeatPages -= 1;
    return repeated;
  }
  for (const id of criteria.ids ?? []) shop.hooks.beforeFetch?.(id);
  const found = sorted(
    entity.all(shop).filter((one) => matches(one, criteria)),
    criteria,
  );
  const start = (criteria.page - 1) * criteria.limit;
  const page = found.slice(start, start + criteria.limit);
  const data = page.map(({ value }) =>
    included(withAssociations(entity.name, value, criteria.associations), criteria.includes),
  );
  const reply = { status: 200, body: { total: data.length, data, aggregations: [] } };
  if (isList) pages.set(listName, reply);
  return reply;
}

const matches = (one: Found, { ids, filter }: Criteria): boolean =>
  (ids === undefined || ids.includes(one.id)) &&
  filter.every(({ field, parameters: { gte, lt } }) => {
    const atMs = field === 'createdAt' ? one.createdAtMs : one.updatedAtMs;
    return atMs !== undefined && (gte === undefined || atMs >= gte) && (lt === undefined || atMs < lt);
  });

function sorted(found: Found[], { sort }: Criteria): Found[] {
  const compare = (a: Found, b: Found): number => {
    for (const { field, order } of sort) {
      const [left, right] = [valueOf(a, field), valueOf(b, field)];
      if (left !== right) return (left < right ? -1 : 1) * (order === 'ASC' ? 1 : -1);
    }
    return 0;
  };
  return found.toSorted(compare);
}

const valueOf = (one: Found, field: 'id' | 'createdAt' | 'updatedAt'): string =>
  field === 'id' ? one.id : new Date(field === 'createdAt' ? one.createdAtMs : (one.updatedAtMs ?? 0)).toISOString();
