import { losslessJsonOrUndefined } from './payload.ts';

/**
 * Removes fields from a JSON body. Returns the same buffer if it has none of them, and an empty one if it isn't JSON.
 * @param isRemoved gets a field's name, and the names of the fields around it, the nearest first. Lists have no names of their own.
 */
export function withoutFields(body: Buffer, isRemoved: (name: string, around: readonly string[]) => boolean): Buffer {
  const value = losslessJsonOrUndefined(body);
  if (value === undefined) return Buffer.alloc(0);
  let removed = false;
  const keep = (part: unknown, around: readonly string[]): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((item: unknown) => keep(item, around));
    const fields = Object.entries(part).filter(([name]) => !isRemoved(name, around));
    removed ||= fields.length < Object.keys(part).length;
    return Object.fromEntries(fields.map(([name, field]) => [name, keep(field, [name, ...around])]));
  };
  const kept = keep(value, []);
  return removed ? Buffer.from(JSON.stringify(kept)) : body;
}
