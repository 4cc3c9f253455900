import { withoutFields } from '../without-fields.ts';

/**
 * Where codes are: `gift_cards` lists the cards that paid, `giftcard_created_codes` those that were sold (in `product_options`), and a coupon may
 * be worth money. Customers and staff type into the others whatever they want.
 * @see https://experienceleague.adobe.com/en/docs/commerce-admin/catalog/products/types/product-gift-card
 */
const cardWords =
  /gift_?cards?$|gift_?card_?(code|created|account)|created_?codes|coupon|product_options?$|additional_(data|information)|customer_note|comment|status_histories|gift_?message|buy_?request|^code$/i;

/** Amounts are kept: the order's amount is calculated from them. */
const isAmount = (name: string): boolean => /amount|invoiced|refunded$/i.test(name);

/** Removes what may be a gift card's code. The same buffer if there is nothing to remove, and an empty one if it isn't JSON. */
export const adobeCommerceWithoutGiftCards = (body: Buffer): Buffer =>
  withoutFields(body, (name) => cardWords.test(name) && !isAmount(name));
