import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, listOf, quantity, shownText, wholeText } from '../fields.ts';

const Line = z.object({
  name: shownText(300),
  qty_ordered: quantity,
  product_type: anything,
  parent_item_id: wholeText(64),
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
});

/** An order's lines. Entries that aren't lines are ignored. */
export const Lines = listOf(Line.optional().catch(undefined)).catch([]);

/** Configurable products and bundles are lists of a parent and its parts. The parent counts, because it has the name and the price. */
export const itemsOf = (lines: z.infer<typeof Lines>): LineItem[] =>
  lines
    .filter((line) => line !== undefined)
    .filter(({ parent_item_id: parent }) => parent === undefined || parent === '0')
    .map(({ name, qty_ordered: pieces, product_type: type, sku, product_id: productId }) => ({
      title: name ?? '',
      quantity: pieces,
      giftCard: type === 'giftcard',
      sku,
      productId,
    }));
