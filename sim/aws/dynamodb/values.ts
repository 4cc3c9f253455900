import { NotModelled } from '../not-modelled.ts';

/** A stored row. It's deeply frozen, except for the bytes of binary attributes. */
export type Item = Readonly<Record<string, unknown>>;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** @throws Error like the document client, for numbers that DynamoDB can't store or the client can't return */
function storedNumber(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new Error(`Number ${value} is beyond the safe integers. Use NumberValue from @aws-sdk/lib-dynamodb.`);
  // Turns -0 into 0.
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

/** A frozen copy without `undefined`, as the document client sends an item. */
export function storedItem(item: object): Item {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) if (isSent(value)) copy[name] = storedValue(value);
  return Object.freeze(copy);
}

/**
 * Returns a stored item without copying it. It's frozen, so code that changes what it has read fails.
 * @param names the only attributes to return
 */
export function readItem(item: Item, names?: readonly string[]): Item {
  if (names === undefined) return item;
  const read: Record<string, unknown> = {};
  for (const name of names) if (name in item) read[name] = item[name];
  return read;
}

/**
 * Returns how many bytes DynamoDB counts for a value.
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

/** Sorts surrogates after all other UTF-16 units, as in UTF-8. */
const byUtf8 = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Compares strings by their UTF-8 bytes, like DynamoDB. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = byUtf8(a.charCodeAt(at)) - byUtf8(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Compares two values of a sort key; `undefined` if they are neither two strings nor two numbers. */
export function compareValues(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return typeof a === 'number' && typeof b === 'number' ? a - b : undefined;
}
