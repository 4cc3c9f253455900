import type { Subject } from '../order/event.ts';
import type { Customer } from '../order/order.ts';
import { mayExist, type ThankuState } from '../order/thanku/state.ts';
import { ThankuRequest } from '../partners/thanku/request.ts';
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
  const seen = new Set<string>();
  for (const hash of hashes.length > 0 ? hashes : [undefined]) {
    for await (const { pid } of store.named.list(shop, hash)) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      const row = await store.thanku.get(keys.thanku(shop, pid));
      const is = row && publicity(row);
      if (is !== undefined) yield { pid, is, id: row?.id, link: row?.link };
    }
  }
}

function publicity(order: ThankuState): PublicThanku['is'] | undefined {
  if (order.state === 'posted') return 'public';
  return order.state !== 'simulated' && mayExist(order) ? 'perhaps' : undefined;
}

/**
 * Creates a request for an operator if public ThankUs name an erased customer, because ThankU has no API to erase them. Returns whether any do.
 * Call it after the customer's tombstone is written, so that it misses none: workers record the name before they check for the tombstone.
 */
export async function requestUnnaming(
  store: Pick<CustomerStore, 'named' | 'thanku' | 'namedRequests' | 'customers'>,
  shop: string,
  customer: Subject | undefined,
  nowMs: number,
): Promise<boolean> {
  const current = await store.customers.current(shop, customer ?? {});
  const earlier = await store.customers.earlier(shop, customer ?? {});
  const hashes = [...current, ...(await noted(store, shop, earlier))];
  const { done } = await publicThankus(store, shop, hashes).next();
  if (done === true) return false;
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
  return true;
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
