import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rows } from '../store/rows.ts';
import { PublicCardKey } from './card-keys.ts';

/** In the settings table, beside the shops: ingest reads it there, and needs no further permission. */
const key = { pk: 'stage#gift-cards', sk: 'public-key' };

/** Where ingest finds the key that it seals with. */
export interface PublicKeyStore {
  get(): Promise<PublicCardKey | undefined>;
  put(publicKey: PublicCardKey): Promise<void>;
}

export function publicKeyStore(documents: DynamoDBDocumentClient, table: string): PublicKeyStore {
  const keys = rows<PublicCardKey>(documents, table, PublicCardKey);
  return {
    get: () => keys.get(key),
    async put(publicKey) {
      const Item = { ...PublicCardKey.parse(publicKey), ...key, version: 1, writer: publicKey.kid };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}
