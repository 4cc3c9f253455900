import { paymentStateOf } from '../amounts.ts';
import type { ShopOrder } from '../shop-order.ts';

/** One term of a search: `updated_at:>='2026-01-31T12:00:00Z'`. A term without a field searches texts. */
interface Term {
  field: string;
  comparator: '' | '>' | '>=' | '<' | '<=';
  value: string;
}

/** Shopify reports problems of a search in `extensions.search`, and answers nevertheless. */
export interface SearchWarning {
  field: string;
  message: string;
  code: string;
}

export interface OrderSearch {
  matches(order: ShopOrder): boolean;
  warnings: SearchWarning[];
}

/** A search that Shopify understands and the sandbox doesn't. */
export class UnsupportedSearch extends Error {}

/** Words, or a field with a value. An unquoted value ends at the next colon, too: times must be quoted. */
const term = /([A-Za-z_]+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|([^\s:]*))|(\S+)/g;

/**
 * Parses a search. Several terms must all match.
 * @throws UnsupportedSearch for OR, NOT, parentheses and `-`
 * @see https://shopify.dev/docs/api/usage/search-syntax
 */
export function parseSearch(query: string, utcOffsetMinutes: number): OrderSearch {
  const terms: Term[] = [];
  for (const [whole, field, comparator, single, double, bare, word] of query.matchAll(term)) {
    if (word === 'AND') continue;
    if (/^(OR|NOT)$|^[-(]|\)$/.test(whole)) throw new UnsupportedSearch(`the sandbox doesn't know: ${whole}`);
    const value = single ?? double ?? bare ?? word ?? '';
    terms.push({ field: field ?? 'default', comparator: comparatorOf(comparator), value });
  }
  const tests = terms.map((one) => ({ one, test: testOf(one, utcOffsetMinutes) }));
  return {
    // Shopify ignores an unknown field, so the search finds too much.
    matches: (order) => tests.every(({ test }) => test === undefined || test(order)),
    warnings: tests
      .filter(({ test }) => test === undefined)
      .map(({ one: { field } }) => ({ field, message: 'Invalid search field for this query.', code: 'invalid_field' })),
  };
}

const comparatorOf = (text: string | undefined): Term['comparator'] =>
  text === '>' || text === '>=' || text === '<' || text === '<=' ? text : '';

/** Whether an order matches a term. `undefined`: unknown field. */
function testOf(one: Term, utcOffsetMinutes: number): ((order: ShopOrder) => boolean) | undefined {
  const value = one.value.toLowerCase();
  const isTime = (time: (order: ShopOrder) => number) => {
    const wanted = secondsOf(one.value, utcOffsetMinutes);
    return (order: ShopOrder) =>
      wanted !== undefined && compares(Math.floor(time(order) / 1000), one.comparator, wanted);
  };
  switch (one.field) {
    case 'updated_at':
      return isTime(({ updatedAtMs }) => updatedAtMs);
    case 'created_at':
      return isTime(({ createdAtMs }) => createdAtMs);
    case 'processed_at':
      return isTime(({ processedAtMs }) => processedAtMs);
    case 'id':
      return ({ id }) => /^\d+$/.test(value) && compares(BigInt(id), one.comparator, BigInt(value));
    case 'name':
      return ({ number }) => number === one.value || number === `#${one.value}`;
    case 'financial_status':
      return (order) => value === 'any' || value.split(',').includes(paymentStateOf(order));
    case 'status':
      return ({ cancelledAtMs }) => value === 'any' || (value === 'cancelled') === (cancelledAtMs !== null);
    case 'test':
      return ({ test }) => String(test) === value;
    case 'tag':
      return ({ tags }) => tags.some((tag) => tag.toLowerCase() === value);
    case 'source_name':
      return ({ sourceName }) => sourceName.toLowerCase() === value;
    case 'default':
      return ({ number, email }) => [number, email ?? ''].some((text) => text.toLowerCase().includes(value));
    default:
      return undefined;
  }
}

/** Times without an offset are the shop's. A time that can't be read matches no order. */
function secondsOf(value: string, utcOffsetMinutes: number): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/.test(value)) return undefined;
  const isLocal = !/(Z|[+-]\d{2}:\d{2})$/.test(value);
  const atMs = Date.parse(value.includes('T') && isLocal ? `${value}Z` : value);
  return Number.isNaN(atMs) ? undefined : Math.floor((isLocal ? atMs - utcOffsetMinutes * 60_000 : atMs) / 1000);
}

function compares<T extends number | bigint>(a: T, comparator: Term['comparator'], b: T): boolean {
  switch (comparator) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '':
      return a === b;
  }
}
