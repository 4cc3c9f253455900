import { createHash } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import { keys } from './keys.ts';
import type { Key } from './rows.ts';

/**
 * Where an erased customer's tombstones lie: one for the platform's id, one for the e-mail address. Hashed with the shop,
 * so that a tombstone names nobody and the same person in two shops can't be linked.
 */
export function erasedKeys(shop: string, customer: Subject): Key[] {
  const names: string[] = [];
  if (customer.id !== undefined) names.push(`id:${customer.id}`);
  if (customer.email !== undefined) names.push(`email:${customer.email.trim().toLowerCase()}`);
  return names.map((name) => keys.erased(shop, createHash('sha256').update(`${shop}\n${name}`).digest('hex')));
}

/** Whether an order's customer is the one that a privacy request names. */
export function isSubject(customer: Subject, subject: Subject): boolean {
  const wanted = new Set(erasedKeys('', subject).map((key) => key.sk));
  return erasedKeys('', customer).some((key) => wanted.has(key.sk));
}
