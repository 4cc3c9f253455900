import { losslessJsonOrUndefined } from '../payload.ts';

/**
 * Where customers and staff type whatever they want, perhaps a gift card's code. Squarespace itself writes no codes into orders, and the reader
 * needs none of these fields.
 */
const typedFields = new Set(['formSubmission', 'customizations', 'internalNotes', 'promoCode']);

/** Removes the typed fields from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export function squarespaceWithoutGiftCards(body: Buffer): Buffer {
  const value = losslessJsonOrUndefined(body);
  if (value === undefined) return Buffer.alloc(0);
  let removed = false;
  const kept = JSON.stringify(value, (name, field: unknown) => {
    if (!typedFields.has(name)) return field;
    removed = true;
    return undefined;
  });
  return removed ? Buffer.from(kept) : body;
}
