import type { Subject } from '../order/event.ts';
import type { OrderKey } from '../order/order-key.ts';
import { everyHash, plainEmail } from './customer-hashes.ts';
import { keys } from './keys.ts';
import type { CustomerStore, Payload } from './orders.ts';
import type { Key } from './rows.ts';

/** A customer's hashes: those to write, and those that older rows may contain. */
export interface Hashes {
  current: readonly string[];
  earlier: readonly string[];
}

export const tombstonesOf = (shop: string, hashes: readonly string[]): Key[] =>
  hashes.map((hash) => keys.erased(shop, hash));

/** The keys of an erased customer's tombstones. */
export const erasedKeys = async (
  { customers }: Pick<CustomerStore, 'customers'>,
  shop: string,
  customer: Subject,
): Promise<Key[]> => tombstonesOf(shop, await customers.current(shop, customer));

/**
 * The sort keys of the tombstones that an order's customer would have. None once the order has no personal data.
 * @param payload as this worker has read it last. It's read if absent
 */
export async function erasedSksOf(
  store: Pick<CustomerStore, 'customers' | 'payload'>,
  { shop, pid }: OrderKey,
  payload?: Payload,
): Promise<string[]> {
  const { order } = payload ?? (await store.payload.get(keys.payload(shop, pid))) ?? {};
  return order === undefined ? [] : (await erasedKeys(store, shop, order.customer)).map(({ sk }) => sk);
}

/** The sort keys of a customer's tombstones, for all their hashes. A receipt that is polled identifies its customer by them. */
export async function everyErasedSk(
  { customers }: Pick<CustomerStore, 'customers'>,
  shop: string,
  customer: Subject,
): Promise<Set<string>> {
  return new Set(tombstonesOf(shop, await everyHash(customers, shop, customer)).map(({ sk }) => sk));
}

/** Whether an order's customer is the one in a privacy request: the same ID, or the same address. */
export const isSubject = (customer: Subject, subject: Subject): boolean =>
  (customer.id !== undefined && customer.id === subject.id) ||
  (customer.email !== undefined &&
    subject.email !== undefined &&
    plainEmail(customer.email) === plainEmail(subject.email));

/** Writes a customer's tombstones, then deletes those with earlier hashes. Needs an ID or an address. */
export async function markErased(
  store: Pick<CustomerStore, 'erased' | 'customers'>,
  shop: string,
  customer: Subject,
  at: string,
): Promise<void> {
  const { current, earlier } = store.customers;
  const hashes = { current: await current(shop, customer), earlier: await earlier(shop, customer) };
  await markHashesErased(store, shop, hashes, at);
}

/** As `markErased`, for a customer whose hashes are known. */
export async function markHashesErased(
  store: Pick<CustomerStore, 'erased'>,
  shop: string,
  hashes: Hashes,
  at: string,
): Promise<void> {
  const earlier = tombstonesOf(shop, hashes.earlier);
  const known = await Promise.all(earlier.map((key) => store.erased.get(key)));
  const tombstone = { ...Object.fromEntries(known.flatMap((one) => Object.entries(one ?? {}))), at };
  for (const key of tombstonesOf(shop, hashes.current)) await store.erased.insert(key, tombstone);
  for (const key of earlier) await store.erased.delete(key);
}

/**
 * Whether a customer was erased. Call it at the claim, and again before anything is sent: a request that comes during the claim finds neither
 * the order's row nor, for a moment after that, its index entry.
 */
export async function isErased(
  store: Pick<CustomerStore, 'erased' | 'customers'>,
  shop: string,
  customer: Subject,
): Promise<boolean> {
  const isThere = async (hashes: readonly string[]) => {
    const found = await Promise.all(tombstonesOf(shop, hashes).map((key) => store.erased.get(key)));
    return found.some((tombstone) => tombstone !== undefined);
  };
  // Earlier hashes first, because `markErased` deletes those after it has written the current ones.
  return (
    (await isThere(await store.customers.earlier(shop, customer))) ||
    (await isThere(await store.customers.current(shop, customer)))
  );
}
