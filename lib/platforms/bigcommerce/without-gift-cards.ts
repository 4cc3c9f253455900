import { withoutFields } from '../without-fields.ts';

/**
 * Where customers and staff type whatever they want, perhaps a gift certificate's code, and the codes of coupons. BigCommerce itself writes no codes
 * of gift certificates into orders, and the reader needs none of these fields.
 */
const typedFields = new Set([
  'staff_notes',
  'customer_message',
  'form_fields',
  'product_options',
  'configurable_fields',
  'wrapping_message',
  'applied_discounts',
  'reason',
]);

/** Removes the typed fields from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export const bigCommerceWithoutGiftCards = (body: Buffer): Buffer =>
  withoutFields(body, (name) => typedFields.has(name));
