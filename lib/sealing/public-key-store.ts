import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openObject } from '../open-object.ts';
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

/** The row may hold more than what seals. */
const PublicKeyRow = openObject(PublicCardKey.shape);

export function publicKeyStore(documents: DynamoDBDocumentClient, table: string): PublicKeyStore {
  const keys = rows(documents, table, PublicKeyRow);
  return {
    async get() {
      const row = await keys.get(key);
      return row && PublicCardKey.parse(row);
    },
    async replace(read, publicKey) {
      const fresh = PublicCardKey.parse(publicKey);
      if (read === undefined) return (await keys.insert(key, fresh)).changed;
      return (await keys.change(key, (row) => (row.kid === read.kid ? { ...row, ...fresh } : undefined))).changed;
    },
  };
}
