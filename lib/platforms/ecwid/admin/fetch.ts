import * as z from 'zod';
import { dayMs } from '../../../durations.ts';
import { AdminRefusal, type RefusalKind } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import type { RawWebhook } from '../../platform.ts';
import { internalId, isCalled, orderIds } from '../ids.ts';
import { changedAtOf, orderTimes } from '../times.ts';
import { answerOf, jsonOf } from './answer.ts';
import type { Rest } from './rest.ts';

const Order = z.looseObject({ ...orderIds, ...orderTimes });
const Whole = z.looseObject({});

interface Ecwid {
  rest: Rest;
  /** The store's profile, of which the currency is read. */
  profile: () => Promise<unknown>;
  now: () => number;
}

/**
 * The order with the store's currency, or its entry in the list of deleted orders; `undefined`: it's neither.
 * @param id any of its IDs: events name the one for people or the internal one
 * @throws AdminRefusal `outdated` for an older state of it
 */
export async function fetchEcwidOrder(
  { rest, profile, now }: Ecwid,
  id: string,
  listedAt: string | undefined,
): Promise<RawWebhook | undefined> {
  const order = (await byPath(rest, id)) ?? (await bySearch(rest, id));
  if (order === undefined) {
    const deletedOrder = await findDeleted(rest, id, now());
    return deletedOrder && bodyOf({ deletedOrder });
  }
  refuseOlder(changedAtOf(Order.parse(order)), listedAt);
  return bodyOf({ order, profile: await profile() });
}

const bodyOf = (body: object): RawWebhook => ({ headers: {}, url: '', body: Buffer.from(JSON.stringify(body)) });

const isOrder = (value: unknown, id: string): boolean => {
  const found = Order.safeParse(value).data;
  return found !== undefined && isCalled(found, id);
};

/**
 * Ecwid documents this with the ID for people.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order
 */
async function byPath(rest: Rest, id: string): Promise<object | undefined> {
  const answer = await unlessRefused('version', rest(`/orders/${encodeURIComponent(id)}`));
  const found = answer && jsonOf(answer);
  // `last` and `deleted` are paths of their own, and an event may name an order anything.
  return isOrder(found, id) ? Whole.parse(found) : undefined;
}

/** `undefined` for a refusal of that kind, which may be about this one question. */
async function unlessRefused<Answer>(kind: RefusalKind, asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === kind) return undefined;
    throw error;
  }
}

const Search = z.object({ items: z.array(z.unknown()) });

/**
 * Ecwid documents this with either ID, and with parts of them. An answer also proves that the store and the API are there, so that no order is lost
 * as "gone" because they aren't. If it refuses the ID, a search without one has to prove that: anybody who has seen one event can name any ID, and
 * none of them may stop the shop.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/search-orders
 */
async function bySearch(rest: Rest, id: string): Promise<object | undefined> {
  const search = (query: Record<string, string>) =>
    answerOf(Search, rest(`/orders?${new URLSearchParams(query).toString()}`));
  // A comma would separate two IDs.
  const answer = id.includes(',') ? undefined : await unlessRefused('version', search({ ids: id, limit: '100' }));
  const { items } = answer ?? (await search({ limit: '1' }));
  const found = items.find((one) => isOrder(one, id));
  return found === undefined ? undefined : Whole.parse(found);
}

const Deleted = z.looseObject({ id: internalId, orderId: z.unknown().optional() });
const DeletedOrders = z.object({ total: z.number(), items: z.array(Deleted) });

/** Longer than an event about a deleted order can wait: it's a dead letter after two weeks. */
const deletedWithinMs = 30 * dayMs;
const maxPages = 20;

/**
 * The entry of a deleted order. An order that isn't in the list never existed, or not yet, so it isn't cancelled.
 * @see https://docs.ecwid.com/api-reference/rest-api/store-profile/store-reports/get-deleted-items-history
 */
async function findDeleted(rest: Rest, id: string, nowMs: number): Promise<object | undefined> {
  const from = Math.floor((nowMs - deletedWithinMs) / 1000);
  for (let page = 0; page < maxPages; page++) {
    const query = new URLSearchParams({ from_date: String(from), offset: String(page * 100), limit: '100' });
    const list = await deletedOrders(rest, `/orders/deleted?${query.toString()}`);
    const found = list?.items.find((one) => isCalled({ ...noIds, internalId: one.id, id: one.orderId }, id));
    if (found !== undefined) return found;
    if (list === undefined || list.items.length === 0 || (page + 1) * 100 >= list.total) break;
  }
  return undefined;
}

const noIds = { orderNumber: undefined, vendorOrderNumber: undefined };

/** `undefined` if the app may not read the list: Ecwid's documentation isn't clear about the scopes, and everything else works without it. */
async function deletedOrders(rest: Rest, path: string): Promise<z.infer<typeof DeletedOrders> | undefined> {
  try {
    return await answerOf(DeletedOrders, rest(path));
  } catch (error) {
    if (error instanceof AdminRefusal && (error.kind === 'scope' || error.kind === 'version')) return undefined;
    throw error;
  }
}
