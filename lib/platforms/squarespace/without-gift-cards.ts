import { withoutFields } from '../without-fields.ts';

/**
 * Where customers and staff type whatever they want, perhaps a gift card's code. Squarespace itself writes no codes into orders, and the reader
 * needs none of these fields.
 */
const typedFields = new Set(['formSubmission', 'customizations', 'internalNotes', 'promoCode']);

/** Removes the typed fields from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export const squarespaceWithoutGiftCards = (body: Buffer): Buffer =>
  withoutFields(body, (name) => typedFields.has(name));
