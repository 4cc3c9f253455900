import * as z from 'zod';
import { dayMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { number } from '../cli/words.ts';
import { orderStates, type ListOptions } from './list.ts';
import type { Search } from './searches.ts';

/** A form sends `''` for what nobody has chosen. */
const chosen = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** What a page's address asks of the list of orders. */
const ListQuery = z.object({
  shop: chosen(z.string()),
  /** When they were first seen, in UTC. */
  day: chosen(z.iso.date()),
  state: chosen(z.enum(orderStates)),
  reason: chosen(z.string().max(100)),
  /** They were first seen until then, this instant included. */
  before: chosen(z.iso.datetime()),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** @throws `not-found` for what no order of the stage can have */
export function listQuery(query: Record<string, string>, shops: readonly string[], stage: string): ListQuery {
  const { data, error } = ListQuery.safeParse(query);
  if (data === undefined) {
    const wrong = error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new ThankflowError('not-found', `the address has a wrong ${wrong}. Choose it on the page with all orders.`);
  }
  const { shop } = data;
  if (shop !== undefined && !shops.includes(shop))
    throw new ThankflowError('not-found', `stage ${stage} has no shop "${shop}"${didYouMean(shop, shops)}.`);
  return data;
}

/** The same as an address has it. */
export const queryText = (query: ListQuery): string =>
  new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();

/** An index has a shop's orders by time, and nothing else. */
export const isFiltered = ({ state, reason }: ListQuery): boolean => (state ?? reason) !== undefined;

/** @param shops those of the stage */
export function listOptions(
  { shop, day, state, reason, before }: ListQuery,
  shops: readonly string[],
): Omit<ListOptions, 'limit'> {
  const sinceMs = day === undefined ? 0 : Date.parse(day);
  const untilsMs = [
    ...(day === undefined ? [] : [sinceMs + dayMs]),
    ...(before === undefined ? [] : [Date.parse(before) + 1]),
  ];
  const untilMs = untilsMs.length === 0 ? undefined : Math.min(...untilsMs);
  return { shops: shop === undefined ? shops : [shop], state, reason, sinceMs, untilMs };
}

/** How far a search is. */
export function describeProgress({ read, orders, ended, failure, next }: Search, { day, before }: ListQuery): string {
  const matches = `${number(orders.length)} ${orders.length === 1 ? 'matches' : 'match'}`;
  const looked = `Looked at ${number(read)} orders, ${matches}.`;
  if (failure !== undefined) return `${looked} The search starts again by itself.`;
  if (!ended) return `${looked} Looking on…`;
  if (next !== undefined) return `${looked} There are more.`;
  const which = `${before === undefined ? '' : 'older '}orders${day === undefined ? '' : ' of the day'}`;
  return `Looked at all ${number(read)} ${which}, ${matches}.`;
}
