import { createHash, createHmac } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import type { CustomerKey } from '../secrets/secrets.ts';

/**
 * Identifies a customer in rows that must not contain personal data: one hash for the platform's ID, then one for the e-mail address. The shop
 * is part of the input, so that a person can't be linked across shops. Because of the key, somebody who has only the table can't test guessed
 * addresses. A customer without ID and address has no hashes. Rejects if the key can't be read.
 */
export interface CustomerHashes {
  /** The hashes to write. */
  current(shop: string, customer: Subject): Promise<string[]>;
  /** The hashes that older rows may contain, made with an older key or without one. */
  earlier(shop: string, customer: Subject): Promise<string[]>;
}

/** The form in which addresses are compared: trimmed, in lower case. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

function namesOf({ id, email }: Subject): string[] {
  const names: string[] = [];
  if (id !== undefined) names.push(`id:${id}`);
  if (email !== undefined) names.push(`email:${plainEmail(email)}`);
  return names;
}

/** The `k` distinguishes keyed hashes from plain ones, so that the plain ones can be counted. */
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
