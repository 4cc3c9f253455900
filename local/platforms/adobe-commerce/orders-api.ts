import { isObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { apiError, noSuchOrder } from './errors.ts';
import { commerceOrderBody } from './order-body.ts';

/** `GET /V1/orders/{id}` */
export function getOrder(shop: SandboxShop, id: string): Reply {
  shop.hooks.beforeFetch?.(id);
  const order = shop.order(id);
  return order === undefined ? noSuchOrder : { status: 200, body: commerceOrderBody(order) };
}

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, Reply>();

/**
 * `GET /V1/orders`, strictly: real Commerce ignores what it doesn't know.
 * @see https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
 */
export function listOrders(shop: SandboxShop, { query }: SandboxCall): Reply {
  const asked = searchIn(query);
  if (typeof asked === 'string') return apiError(400, asked);
  const before = lastPages.get(shop);
  // A client may page by time instead of by number, so any list after another counts as a following page.
  if (before !== undefined) shop.hooks.betweenPages?.();
  if (shop.faults.repeatPages > 0 && before !== undefined) {
    shop.faults.repeatPages -= 1;
    return before;
  }
  const found = shop.orders
    .map((order) => commerceOrderBody(order))
    .filter((order) => asked.filters.every((one) => holds(one, order)))
    .sort((a, b) => compare(a, b, asked.sorts));
  const pages = Math.max(1, Math.ceil(found.length / asked.pageSize));
  // After the last page, Commerce repeats it.
  const start = (Math.min(asked.page, pages) - 1) * asked.pageSize;
  const answer = { items: found.slice(start, start + asked.pageSize), search_criteria: {}, total_count: found.length };
  const reply: Reply = { status: 200, body: picked(answer, asked.fields) };
  lastPages.set(shop, reply);
  return reply;
}

interface Filter {
  field: string;
  value: string;
  condition: string;
}

interface Search {
  /** All of them have to hold: each is a group of its own. */
  filters: Filter[];
  sorts: { field: string; direction: string }[];
  pageSize: number;
  page: number;
  /** `undefined`: all. */
  fields: Fields | undefined;
}

const sortable = new Set(['updated_at', 'created_at', 'entity_id']);

/** @returns what is wrong */
function searchIn(query: URLSearchParams): Search | string {
  const filters = new Map<string, Partial<Filter>>();
  const sorts = new Map<string, Partial<Search['sorts'][number]>>();
  let [pageSize, page]: [number, number] = [20, 1];
  let fields: Fields | undefined;
  for (const [name, value] of query) {
    const [, group, ofFilter = ''] =
      /^searchCriteria\[filter_groups\]\[(\d+)\]\[filters\]\[0\]\[(\w+)\]$/.exec(name) ?? [];
    const [, index, ofSort = ''] = /^searchCriteria\[sortOrders\]\[(\d+)\]\[(\w+)\]$/.exec(name) ?? [];
    if (group !== undefined && ['field', 'value', 'condition_type'].includes(ofFilter)) {
      const key = ofFilter === 'condition_type' ? 'condition' : ofFilter;
      filters.set(group, { ...filters.get(group), [key]: value });
    } else if (index !== undefined && ['field', 'direction'].includes(ofSort))
      sorts.set(index, { ...sorts.get(index), [ofSort]: value });
    else if (name === 'searchCriteria[pageSize]' && /^[1-9]\d{0,2}$/.test(value)) pageSize = Number(value);
    else if (name === 'searchCriteria[currentPage]' && /^[1-9]\d*$/.test(value)) page = Number(value);
    else if (name === 'fields') fields = fieldsIn(value);
    else return `Invalid parameter ${name}`;
  }
  const search = { filters: [...filters.values()], sorts: [...sorts.values()], pageSize, page, fields };
  return isWhole(search) ? search : 'Invalid attribute name, value or direction';
}

const isTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text);

const isWhole = (
  search: Omit<Search, 'filters' | 'sorts'> & { filters: Partial<Filter>[]; sorts: Partial<Search['sorts'][number]>[] },
): search is Search =>
  search.filters.every(
    ({ field = '', value = '', condition = '' }) =>
      ['updated_at', 'created_at'].includes(field) && isTime(value) && ['gteq', 'gt', 'lteq', 'lt'].includes(condition),
  ) &&
  search.sorts.every(({ field = '', direction = '' }) => sortable.has(field) && ['ASC', 'DESC'].includes(direction));

/** Times are texts of the same length, so they compare as such. */
function holds({ field, value, condition }: Filter, order: Record<string, unknown>): boolean {
  const its = String(order[field]);
  switch (condition) {
    case 'gteq':
      return its >= value;
    case 'gt':
      return its > value;
    case 'lteq':
      return its <= value;
    default:
      return its < value;
  }
}

function compare(a: Record<string, unknown>, b: Record<string, unknown>, sorts: Search['sorts']): number {
  for (const { field, direction } of sorts) {
    const [x, y] = field === 'entity_id' ? [Number(a[field]), Number(b[field])] : [String(a[field]), String(b[field])];
    if (x !== y) return (x < y ? -1 : 1) * (direction === 'ASC' ? 1 : -1);
  }
  return 0;
}

type Fields = Map<string, Fields | undefined>;

/** `items[entity_id,state],total_count` */
function fieldsIn(text: string): Fields {
  const fields: Fields = new Map();
  for (const [, name = '', inner] of text.matchAll(/(\w+)(?:\[([^\]]*)\])?/g))
    fields.set(name, inner === undefined ? undefined : fieldsIn(inner));
  return fields;
}

function picked(value: unknown, fields: Fields | undefined): unknown {
  if (fields === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => picked(one, fields));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => fields.has(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, picked(part, fields.get(name))]));
}
