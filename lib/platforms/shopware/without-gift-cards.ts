import { withoutFields } from '../without-fields.ts';

/** Where customers, staff and plugins write whatever they want. */
const typedFields = new Set(['customFields', 'customerComment', 'internalComment', 'extensions']);

/** The fields of a line that are read. A promotion's code is in `referencedId` and `payload`, and plugins write those of gift cards there, too. */
const lineFields = new Set(['id', 'parentId', 'label', 'type', 'quantity', 'totalPrice', 'productId', 'payload']);

/**
 * Removes what may be a gift card's code. Shopware itself has no gift cards, but plugins sell and take them, and a promotion's code may be worth
 * money. Returns the same buffer if there is nothing to remove, and an empty one if it isn't JSON.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Checkout/Order/Aggregate/OrderLineItem/OrderLineItemDefinition.php
 */
export const shopwareWithoutGiftCards = (body: Buffer): Buffer =>
  withoutFields(body, (name, [parent, grandparent]) => {
    if (parent === 'lineItems') return !lineFields.has(name);
    if (parent === 'payload' && grandparent === 'lineItems') return name !== 'productNumber';
    return typedFields.has(name);
  });
