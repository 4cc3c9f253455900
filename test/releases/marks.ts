/** A field that no version knows. */
export const mark = 'fromNewer';

/** What is no object with fields of its own, but a table of values by ids that come from outside. */
const tables = new Set(['refunds', 'otherCurrencyRefunds', 'headers']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value with an unknown field in it and in every object inside. */
export function marked<Value>(value: Value, name = ''): Value {
  if (Array.isArray(value)) return value.map((one) => marked(one)) as Value;
  if (!isObject(value)) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, marked(one, key)]));
  return (tables.has(name) ? inside : { ...inside, [mark]: { by: [name || 'a newer version'] } }) as Value;
}

/** The paths of all objects, `''` for the value itself. */
function objectsIn(value: unknown, path = '', name = ''): { path: string; isMarked: boolean }[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => objectsIn(one, `${path}.${at}`));
  if (!isObject(value)) return [];
  const here = tables.has(name) ? [] : [{ path, isMarked: mark in value }];
  const inside = Object.entries(value).filter(([key]) => key !== mark);
  return [...here, ...inside.flatMap(([key, one]) => objectsIn(one, `${path}.${key}`, key))];
}

/** The paths of objects that were marked before, are there still, and have lost their unknown field. */
export function lost(before: unknown, after: unknown): string[] {
  const were = new Set(objectsIn(before).flatMap(({ path, isMarked }) => (isMarked ? [path] : [])));
  return objectsIn(after).flatMap(({ path, isMarked }) => (were.has(path) && !isMarked ? [path] : []));
}

/** The value without marks. */
export function unmarked<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(unmarked) as Value;
  if (!isObject(value)) return value;
  const inside = Object.entries(value).filter(([key]) => key !== mark);
  return Object.fromEntries(inside.map(([key, one]) => [key, unmarked(one)])) as Value;
}
