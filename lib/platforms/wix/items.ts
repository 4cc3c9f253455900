import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, lenient, listOf, quantity, shownText, signedAmount, wholeText } from '../fields.ts';
import { priceOf } from '../goods.ts';

const Line = z.object({
  productName: lenient(z.object({ original: shownText(300), translated: shownText(300) })),
  quantity,
  itemType: lenient(z.object({ preset: anything })),
  physicalProperties: lenient(z.object({ sku: wholeText(maxSkuChars) })),
  totalPriceBeforeTax: lenient(z.object({ amount: signedAmount })),
  catalogReference: lenient(z.object({ catalogItemId: wholeText(maxProductIdChars) })),
});

/** An order's lines. Shipping, tips and other fees aren't lines. Entries that aren't lines are ignored. */
export const Lines = listOf(Line.optional().catch(undefined)).catch([]);

/** The items, by the names that the customer saw. A line of 2.75 m² has the quantity 1. */
export const itemsOf = (lines: z.infer<typeof Lines>): LineItem[] =>
  lines
    .filter((line) => line !== undefined)
    .map(({ productName, quantity: pieces, itemType, physicalProperties, catalogReference, totalPriceBeforeTax }) => ({
      title: productName?.translated ?? productName?.original ?? '',
      quantity: pieces,
      giftCard: itemType?.preset === 'GIFT_CARD',
      sku: physicalProperties?.sku,
      productId: catalogReference?.catalogItemId,
      price: priceOf(totalPriceBeforeTax?.amount),
    }));
