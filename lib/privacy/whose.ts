import type { Subject } from '../order/event.ts';
import { everyHash, type CustomerHashes } from '../store/customer-hashes.ts';
import { isSubject, tombstonesOf, type Hashes } from '../store/erased.ts';
import { mentions } from './mentions.ts';

/** Whose data an erasure deletes: a customer's, whom it knows by name or only by hashes, or everybody's. */
export interface Whose extends Hashes {
  isEverybody: boolean;
  owns(customer: Subject): boolean | Promise<boolean>;
  /** Whether an event that this version can't read may be about them. */
  mayMention(event: object): boolean;
  /** The sort keys of their tombstones, under any hash. A receipt that is polled identifies its customer by them. */
  erasedSks: ReadonlySet<string>;
}

const sksOf = (shop: string, { current, earlier }: Hashes): Set<string> =>
  new Set(tombstonesOf(shop, [...current, ...earlier]).map(({ sk }) => sk));

export const everybody: Whose = {
  isEverybody: true,
  current: [],
  earlier: [],
  owns: () => true,
  mayMention: () => true,
  erasedSks: new Set(),
};

/** A customer by the platform's ID, the e-mail address, or both. */
export async function named(customers: CustomerHashes, shop: string, customer: Subject): Promise<Whose> {
  const hashes = {
    current: await customers.current(shop, customer),
    earlier: await customers.earlier(shop, customer),
  };
  return {
    ...hashes,
    isEverybody: false,
    owns: (other) => isSubject(other, customer),
    mayMention: (event) => mentions(Buffer.from(JSON.stringify(event)), customer),
    erasedSks: sksOf(shop, hashes),
  };
}

/** A customer of whom only the hashes of an earlier erasure are known. An event that can't be read may be about them. */
export function hashed(customers: CustomerHashes, shop: string, hashes: readonly string[]): Whose {
  const known = { current: [...hashes], earlier: [] };
  return {
    ...known,
    isEverybody: false,
    owns: async (other) => (await everyHash(customers, shop, other)).some((hash) => hashes.includes(hash)),
    mayMention: () => true,
    erasedSks: sksOf(shop, known),
  };
}
