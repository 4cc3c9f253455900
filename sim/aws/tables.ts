import { resourceName } from '../../lib/naming.ts';
import { dueIndex, idIndex, shopIndex, userIndex } from '../../lib/store/keys.ts';

export interface KeyAttribute {
  name: string;
  type: 'S' | 'N';
}

export interface IndexDefinition {
  name: string;
  /** A string in all indexes. */
  partitionKey: string;
  sortKey?: KeyAttribute;
  projection: 'KEYS_ONLY';
}

export interface TableDefinition {
  name: string;
  indexes: readonly IndexDefinition[];
}

const orderIndexes: readonly IndexDefinition[] = [
  { name: dueIndex, partitionKey: 'dueKind', sortKey: { name: 'dueAt', type: 'N' }, projection: 'KEYS_ONLY' },
  { name: shopIndex, partitionKey: 'shop', sortKey: { name: 'createdAt', type: 'S' }, projection: 'KEYS_ONLY' },
  {
    name: userIndex,
    partitionKey: 'userId',
    sortKey: { name: 'purchasedAtMs', type: 'N' },
    projection: 'KEYS_ONLY',
  },
  { name: idIndex, partitionKey: 'id', projection: 'KEYS_ONLY' },
];

/** A stage's tables. All have the primary key `pk` and `sk`, both strings. */
export const tablesOf = (stage: string): TableDefinition[] => [
  { name: resourceName({ name: stage }, 'orders'), indexes: orderIndexes },
  { name: resourceName({ name: stage }, 'settings'), indexes: [] },
  { name: resourceName({ name: stage }, 'control'), indexes: [] },
];
