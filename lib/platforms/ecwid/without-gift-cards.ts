import { withoutFields } from '../without-fields.ts';

/**
 * Where a gift card's code or ID is, or may be, because customers, staff and apps type what they want there: the card that paid, coupons, comments,
 * the options of a product (the message of a gift card that was bought), and additional fields. The reader needs none of them.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order
 */
const removed = new Set([
  'giftCardCode',
  'giftCardId',
  'giftCardUuid',
  'discountCoupon',
  'orderComments',
  'privateAdminNotes',
  'selectedOptions',
  'additionalInfo',
  'extraFields',
  'orderExtraFields',
  'externalOrderData',
  'paymentParams',
  'paymentMessage',
  'reason',
]);

/** Removes these fields from a body. Returns the same buffer if it has none, and an empty one if it isn't JSON. */
export const ecwidWithoutGiftCards = (body: Buffer): Buffer => withoutFields(body, (name) => removed.has(name));
