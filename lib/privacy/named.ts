import { batchesOf } from '../batches.ts';
import type { Customer } from '../order/order.ts';
import { mayExist, nextThanku, type ThankuState } from '../order/thanku/state.ts';
import { ThankuRequest } from '../partners/thanku/request.ts';
import type { Hashes } from '../store/erased.ts';
import { keys } from '../store/keys.ts';
import type { CustomerStore, NamedRequest, OrderStore } from '../store/orders.ts';
import { namesCustomer } from './names-customer.ts';

/** Notes that a ThankU may name its customer. Called before it is sent, because its answer may be lost. */
export async function noteNamed(
  { named, customers }: Pick<CustomerStore, 'named' | 'customers'>,
  { shop, pid }: Pick<ThankuState, 'shop' | 'pid'>,
  body: string,
  customer: Customer,
): Promise<void> {
  const { message } = ThankuRequest.parse(JSON.parse(body));
  if (!namesCustomer(message, customer)) return;
  for (const hash of await customers.current(shop, customer)) await named.put(shop, { hash, pid });
}

/** A page at ThankU. `perhaps`: it was requested, and it's unknown whether it was created. */
export interface PublicThanku {
  pid: string;
  is: 'public' | 'perhaps';
  id: string | undefined;
  link: string | undefined;
}

/**
 * Yields the public ThankUs that may name a customer, each once.
 * @param hashes the customer's; empty: all customers of the shop
 */
export async function* publicThankus(
  store: Pick<OrderStore, 'named' | 'thanku'>,
  shop: string,
  hashes: readonly string[],
): AsyncGenerator<PublicThanku> {
  for await (const pid of namedPids(store, shop, hashes)) {
    const row = await store.thanku.get(keys.thanku(shop, pid));
    const is = row && publicity(row);
    if (is !== undefined) yield { pid, is, id: row?.id, link: row?.link };
  }
}

/** The pids that are recorded under these hashes, each once; empty: under any of the shop. */
async function* namedPids(
  { named }: Pick<OrderStore, 'named'>,
  shop: string,
  hashes: readonly string[],
): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const hash of hashes.length > 0 ? hashes : [undefined]) {
    for await (const { pid } of named.list(shop, hash)) {
      if (!seen.has(pid)) yield pid;
      seen.add(pid);
    }
  }
}

function publicity(order: ThankuState): PublicThanku['is'] | undefined {
  if (order.state === 'posted') return 'public';
  return order.state !== 'simulated' && mayExist(order) ? 'perhaps' : undefined;
}

/**
 * Stops giving the links of ThankUs that may name an erased customer. If any is public, creates a request for an operator,
 * because ThankU has no API to erase it. Returns whether any is.
 * @throws AggregateError if some rows can't be read; the others are marked, and the request exists
 * Call it after the customer's tombstone is written, so that it misses none: workers record the name before they check for the tombstone.
 */
export async function requestUnnaming(
  store: Pick<CustomerStore, 'named' | 'thanku' | 'namedRequests'>,
  shop: string,
  { current, earlier }: Hashes,
  nowMs: number,
): Promise<boolean> {
  const hashes = [...current, ...(await noted(store, shop, earlier))];
  const { mayBePublic, failures } = await withdrawLinks(store, shop, hashes, nowMs);
  if (!mayBePublic && failures.length === 0) return false;
  const key = keys.namedRequest(shop, await requestIdOf(store, shop, { current, earlier }));
  const request: NamedRequest = { shop, at: new Date(nowMs).toISOString(), hashes, dueKind: 'stuck', dueAt: nowMs };
  const { changed } = await store.namedRequests.insert(key, request);
  // The customer was erased before, perhaps by another ID or address.
  if (!changed) {
    await store.namedRequests.change(key, (row) => {
      const all = [...new Set([...row.hashes, ...hashes])];
      return all.length > row.hashes.length ? { ...row, hashes: all } : undefined;
    });
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ThankUs keep their links for now`);
  return true;
}

/** How many rows are changed at the same time. A whole shop may have thousands. */
const concurrency = 25;

/**
 * Marks the ThankUs that may name the customer, so that nothing gives their links to anybody any more. A row that can't
 * be read doesn't keep the others from being marked.
 */
async function withdrawLinks(
  store: Pick<OrderStore, 'named' | 'thanku'>,
  shop: string,
  hashes: readonly string[],
  nowMs: number,
): Promise<{ mayBePublic: boolean; failures: unknown[] }> {
  const failures: unknown[] = [];
  let mayBePublic = false;
  const mark = (row: ThankuState) =>
    row.nameErased === true ? undefined : nextThanku(row, nowMs, { nameErased: true });
  for await (const pids of batchesOf(namedPids(store, shop, hashes), concurrency)) {
    const marked = await Promise.allSettled(pids.map((pid) => store.thanku.change(keys.thanku(shop, pid), mark)));
    for (const result of marked) {
      if (result.status === 'rejected') failures.push(result.reason);
      else if (result.value.row && publicity(result.value.row) !== undefined) mayBePublic = true;
    }
  }
  return { mayBePublic, failures };
}

/** The earlier hashes that the table already contains. A request must not add others, because they can be guessed. */
async function noted(
  { named }: Pick<OrderStore, 'named'>,
  shop: string,
  earlier: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const hash of earlier) {
    for await (const _ of named.list(shop, hash)) {
      found.push(hash);
      break;
    }
  }
  return found;
}

/** Returns the same ID for a customer each time, whether they are erased by ID or by address. */
async function requestIdOf(
  { namedRequests }: Pick<OrderStore, 'namedRequests'>,
  shop: string,
  { current, earlier }: { current: readonly string[]; earlier: readonly string[] },
): Promise<string> {
  for (const hash of [...current, ...earlier]) {
    if ((await namedRequests.get(keys.namedRequest(shop, hash))) !== undefined) return hash;
  }
  // Prefers the address, which most requests contain.
  return current.at(-1) ?? 'everybody';
}
