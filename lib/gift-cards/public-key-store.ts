import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rows } from '../store/rows.ts';
import { PublicCardKey } from './card-keys.ts';

/** In the settings table, beside the shops: ingest reads it there, and needs no further permission. */
const key = { pk: 'stage#gift-cards', sk: 'public-key' };

/** Where ingest finds the key that it seals with. */
export interface PublicKeyStore {
  get(): Promise<PublicCardKey | undefined>;
  /** Puts a key in the place of the one that was read. False if another one is there by now: nothing is changed then. */
  replace(read: PublicCardKey | undefined, publicKey: PublicCardKey): Promise<boolean>;
}

export function publicKeyStore(documents: DynamoDBDocumentClient, table: string): PublicKeyStore {
  const keys = rows<PublicCardKey>(documents, table, PublicCardKey);
  return {
    get: () => keys.get(key),
    async replace(read, publicKey) {
      if (read === undefined) return (await keys.insert(key, publicKey)).changed;
      return (await keys.change(key, ({ kid }) => (kid === read.kid ? publicKey : undefined))).changed;
    },
  };
}
