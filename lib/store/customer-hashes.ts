import { createHash, createHmac } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import type { CustomerKey } from '../secrets/secrets.ts';

/**
 * Identifies a customer in rows that must hold no personal data: one hash for the platform's id, then one for the e-mail
 * address. The shop is part of the input, so that the same person can't be linked across shops. The key keeps anyone who
 * has only the table from testing guessed addresses. A customer without id and address has no hashes. Rejects if the key
 * can't be read.
 */
export interface CustomerHashes {
  /** The hashes to write. */
  current(shop: string, customer: Subject): Promise<string[]>;
  /** Hashes that older rows may contain: made with an older key, or without a key. */
  earlier(shop: string, customer: Subject): Promise<string[]>;
}

/** Addresses are compared without regard to case. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

function namesOf({ id, email }: Subject): string[] {
  const names: string[] = [];
  if (id !== undefined) names.push(`id:${id}`);
  if (email !== undefined) names.push(`email:${plainEmail(email)}`);
  return names;
}

/** The `k` distinguishes keyed hashes from plain ones, so that the remaining plain ones can be counted. */
const keyed = (key: string, text: string): string => `k${createHmac('sha256', key).update(text).digest('hex')}`;

/** How hashes were made before there was a key. */
const plain = (text: string): string => createHash('sha256').update(text).digest('hex');

export function customerHashes(readKey: () => Promise<CustomerKey>): CustomerHashes {
  const hashed = async (shop: string, customer: Subject, of: (text: string, key: CustomerKey) => string[]) => {
    const names = namesOf(customer);
    if (names.length === 0) return [];
    const key = await readKey();
    return names.flatMap((name) => of(`${shop}\n${name}`, key));
  };
  return {
    current: (shop, customer) => hashed(shop, customer, (text, { key }) => [keyed(key, text)]),
    earlier: (shop, customer) =>
      hashed(shop, customer, (text, { older }) => [...older.map((key) => keyed(key, text)), plain(text)]),
  };
}

/** All hashes by which a row may identify a customer. */
export async function everyHash(hashes: CustomerHashes, shop: string, customer: Subject): Promise<string[]> {
  return [...(await hashes.current(shop, customer)), ...(await hashes.earlier(shop, customer))];
}
