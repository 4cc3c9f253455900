import { withoutFields } from '../without-fields.ts';

/**
 * Where sellers, customers and applications write whatever they want, perhaps a gift card's code. Square itself writes no codes into orders, and the
 * reader needs none of these fields.
 */
const typedFields = new Set(['note', 'reason', 'metadata', 'description', 'pickup_note', 'cancel_reason']);

/** Removes the typed fields from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export const squareWithoutGiftCards = (body: Buffer): Buffer => withoutFields(body, (name) => typedFields.has(name));
