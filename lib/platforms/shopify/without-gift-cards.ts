/**
 * The whole body: Shopify sends no gift card's code to anybody. A code is shown once, in the answer to whoever created the
 * card; an order says `gift_card: true` of a line, and of a card that paid its id and last characters
 * (`receipt.gift_card_last_characters`).
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/gift-card
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/GiftCard (lastCharacters, maskedCode)
 */
export const withoutGiftCards = (body: Buffer): Buffer => body;
