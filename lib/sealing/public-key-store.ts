import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { rows } from '../store/rows.ts';
import { publicFields, PublicCardKey } from './card-keys.ts';

/** In the settings table, because ingest may already read that. */
const key = { pk: 'stage#gift-cards', sk: 'public-key' };

/** Stores the public key that ingest seals with. */
export interface PublicKeyStore {
  get(): Promise<PublicCardKey | undefined>;
  /** Replaces the key that was read. Returns false, and changes nothing, if there is another key by now. */
  replace(read: PublicCardKey | undefined, publicKey: PublicCardKey): Promise<boolean>;
}

/** The row may have fields that a newer version added. */
const PublicKeyRow = z.lazy(() => openObject(publicFields()));

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
