import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openObject } from '../open-object.ts';
import { rows, upsert } from '../store/rows.ts';
import { PublicCardKey } from './card-keys.ts';

/** In the settings table, beside the shops: ingest reads it there, and needs no further permission. */
const key = { pk: 'stage#gift-cards', sk: 'public-key' };

/** Where ingest finds the key that it seals with. */
export interface PublicKeyStore {
  get(): Promise<PublicCardKey | undefined>;
  put(publicKey: PublicCardKey): Promise<void>;
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
    async put(publicKey) {
      const fresh = PublicCardKey.parse(publicKey);
      await upsert(keys, key, (row) => ({ ...row, ...fresh }));
    },
  };
}
