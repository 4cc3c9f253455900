import { withoutFields } from '../without-fields.ts';

/** The fields that stay of what may name a gift card. Whether there is one decides about points. */
const kept: ReadonlyMap<string, readonly string[]> = new Map([
  ['giftCards', ['id', '__typename']],
  ['gift_cards', ['id']],
  ['transactions', ['chargedAmount', 'createdAt', 'events', 'paymentMethodDetails', 'createdBy']],
  ['paymentMethodDetails', ['__typename', 'brand', 'lastDigits']],
  ['createdBy', ['identifier']],
  ['events', ['type', 'date']],
]);

/** Codes of cards and vouchers, and where shops, apps and customers write whatever they want. */
const typedFields = /code$|voucher|^(private)?meta(data|fields?)$|note$|^private_metadata$/i;

/**
 * Removes what may be a gift card's code. The reader needs none of that, and the query that thankflow shows doesn't ask for it. Returns the same
 * buffer if there is nothing to remove, and an empty one if it isn't JSON.
 * @see https://docs.saleor.io/api-reference/gift-cards/objects/gift-card
 */
export const saleorWithoutGiftCards = (body: Buffer): Buffer =>
  withoutFields(body, (name, [parent = '']) => kept.get(parent)?.includes(name) === false || typedFields.test(name));
