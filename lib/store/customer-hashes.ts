import { createHash, createHmac } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import type { CustomerKey } from '../secrets/secrets.ts';

/**
 * What names a customer where no name may stand: one hash for the platform's id, then one for the e-mail address. Hashed
 * with the shop, so that the same person in two shops can't be linked, and keyed, so that nobody can guess an address and
 * look whether it is there. Nobody has no hashes. Rejects where the key cannot be read.
 */
export interface CustomerHashes {
  /** What is written. */
  current(shop: string, customer: Subject): Promise<string[]>;
  /** What may have been written before: with older keys, and with none. */
  earlier(shop: string, customer: Subject): Promise<string[]>;
}

/** An address in any case is the same one. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

function namesOf({ id, email }: Subject): string[] {
  const names: string[] = [];
  if (id !== undefined) names.push(`id:${id}`);
  if (email !== undefined) names.push(`email:${plainEmail(email)}`);
  return names;
}

/** The `k` tells keyed hashes from plain ones, so that those that are left can be counted. */
const keyed = (key: string, text: string): string => `k${createHmac('sha256', key).update(text).digest('hex')}`;

/** From before there was a key. */
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

/** Everything that rows may name a customer by. */
export async function everyHash(hashes: CustomerHashes, shop: string, customer: Subject): Promise<string[]> {
  return [...(await hashes.current(shop, customer)), ...(await hashes.earlier(shop, customer))];
}
