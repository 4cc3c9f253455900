import { createHash } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import { keys } from './keys.ts';
import type { OrderStore } from './orders.ts';
import type { Key } from './rows.ts';

/**
 * What names a customer where no name may stand: one hash for the platform's id, one for the e-mail address. Hashed with
 * the shop, so that the same person in two shops can't be linked.
 */
export function customerHashes(shop: string, customer: Subject): string[] {
  const names: string[] = [];
  if (customer.id !== undefined) names.push(`id:${customer.id}`);
  if (customer.email !== undefined) names.push(`email:${customer.email.trim().toLowerCase()}`);
  return names.map((name) => createHash('sha256').update(`${shop}\n${name}`).digest('hex'));
}

/** Where an erased customer's tombstones lie. */
export const erasedKeys = (shop: string, customer: Subject): Key[] =>
  customerHashes(shop, customer).map((hash) => keys.erased(shop, hash));

/** Whether an order's customer is the one that a privacy request names. */
export function isSubject(customer: Subject, subject: Subject): boolean {
  const wanted = new Set(erasedKeys('', subject).map((key) => key.sk));
  return erasedKeys('', customer).some((key) => wanted.has(key.sk));
}

/**
 * Whether a customer asked to be forgotten. Asked at the claim and again before anything leaves: a request that comes
 * with the claim finds neither the order's row nor, for a moment after that, its place in the index.
 */
export async function isErased(store: Pick<OrderStore, 'erased'>, shop: string, customer: Subject): Promise<boolean> {
  const found = await Promise.all(erasedKeys(shop, customer).map((key) => store.erased.get(key)));
  return found.some((tombstone) => tombstone !== undefined);
}
