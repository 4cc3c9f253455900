import type { IndexDefinition, TableDefinition } from '../tables.ts';
import { invalid } from './failures.ts';
import type { Key } from '../../../lib/store/rows.ts';
import type { Item } from './values.ts';

const maxBytes = { pk: 2048, sk: 1024 };

const typeOf = (value: unknown): string =>
  typeof value === 'string' ? 'S' : typeof value === 'number' ? 'N' : 'other';

function keyPart(item: Item, name: 'pk' | 'sk'): string {
  const value = item[name];
  if (value === undefined)
    throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  if (typeof value !== 'string')
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`,
    );
  if (value === '') throw emptyKey(name);
  if (Buffer.byteLength(value) > maxBytes[name])
    throw invalid(`One or more parameter values were invalid: Size of ${name} has exceeded ${maxBytes[name]} bytes`);
  return value;
}

const emptyKey = (name: string) =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
  );

/** Returns an item's key. @throws DynamoDB's error if the key is missing or invalid */
export const keyIn = (item: Item): Key => ({ pk: keyPart(item, 'pk'), sk: keyPart(item, 'sk') });

/** Checks a request's key, which must have both attributes and no others. @throws DynamoDB's error */
export function givenKey(key: Item | undefined): Key {
  const names = Object.keys(key ?? {});
  if (key === undefined || names.length !== 2 || typeof key['pk'] !== 'string' || typeof key['sk'] !== 'string')
    throw invalid('The provided key element does not match the schema');
  return keyIn(key);
}

/** @throws DynamoDB's error if an attribute has another type than an index's key requires */
export function checkIndexKeys(item: Item, { indexes }: TableDefinition): void {
  for (const { name, partitionKey, sortKey } of indexes)
    for (const key of [{ name: partitionKey, type: 'S' }, ...(sortKey ? [sortKey] : [])]) {
      const value = item[key.name];
      if (value === undefined) continue;
      if (typeOf(value) !== key.type)
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${name}`,
        );
      if (value === '') throw emptyKey(key.name);
    }
}

/** The attributes that make up a position in a table or an index. */
export const positionNames = (index: IndexDefinition | undefined): string[] => [
  'pk',
  'sk',
  ...(index === undefined ? [] : [index.partitionKey, ...(index.sortKey ? [index.sortKey.name] : [])]),
];
