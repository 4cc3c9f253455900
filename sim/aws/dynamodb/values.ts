import { NotModelled } from '../not-modelled.ts';

/** A row as it is stored, and as it is read: frozen, all the way down, but for the bytes of binary attributes. */
export type Item = Readonly<Record<string, unknown>>;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** @throws Error as the document client does, for numbers that DynamoDB can't hold or the client wouldn't give back. */
function storedNumber(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new Error(`Number ${value} is beyond the safe integers. Use NumberValue from @aws-sdk/lib-dynamodb.`);
  // Not -0.
  return value + 0;
}

function storedValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return storedNumber(value);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Object.freeze(value.filter(isSent).map(storedValue));
      if (value instanceof Uint8Array) return Uint8Array.from(value);
      if (isPlain(value)) return storedItem(value);
      break;
    default:
  }
  throw new NotModelled(`DynamoDB: an attribute that is a ${typeof value} of its own kind`);
}

const isSent = (value: unknown): boolean => value !== undefined && typeof value !== 'function';

/** A frozen copy, as the document client sends an item: without what is undefined. */
export function storedItem(item: object): Item {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) if (isSent(value)) copy[name] = storedValue(value);
  return Object.freeze(copy);
}

/**
 * What a reader gets of a stored item. It is not copied: code that would change what it read fails, because what is stored is frozen.
 * @param names the only attributes that are wanted
 */
export function readItem(item: Item, names?: readonly string[]): Item {
  if (names === undefined) return item;
  const read: Record<string, unknown> = {};
  for (const name of names) if (name in item) read[name] = item[name];
  return read;
}

/**
 * How many bytes DynamoDB counts for a value.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value !== 'object' || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce<number>((bytes, one) => bytes + 1 + valueBytes(one), 3);
  return 3 + Object.keys(value).length + itemBytes(value);
}

export function itemBytes(item: object): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

/** In UTF-8, what is written with surrogates comes after all else. */
const byUtf8 = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** By the bytes of their UTF-8, as DynamoDB sorts strings. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = byUtf8(a.charCodeAt(at)) - byUtf8(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Two values of a sort key; `undefined` if they are of different types, or of one that isn't compared. */
export function compareValues(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return typeof a === 'number' && typeof b === 'number' ? a - b : undefined;
}
