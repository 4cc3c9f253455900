import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, lenient, listOf, quantity, shownText, wholeText } from '../fields.ts';
import { priceOf, without } from '../goods.ts';
import { amount, Discount, discountOf } from './fields.ts';

const Line = z.object({
  name: shownText(300),
  qty_ordered: quantity,
  product_type: anything,
  parent_item_id: wholeText(64),
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
  row_total: lenient(amount),
  discount_amount: Discount,
});

/** An order's lines. Entries that aren't lines are ignored. */
export const Lines = listOf(Line.optional().catch(undefined)).catch([]);

/** Configurable products and bundles are lists of a parent and its parts. The parent counts, because it has the name and the price. */
export const itemsOf = (lines: z.infer<typeof Lines>, isWhole: boolean): LineItem[] =>
  lines
    .filter((line) => line !== undefined)
    .filter(({ parent_item_id: parent }) => parent === undefined || parent === '0')
    .map((line) => ({
      title: line.name ?? '',
      quantity: line.qty_ordered,
      giftCard: line.product_type === 'giftcard',
      sku: line.sku,
      productId: line.product_id,
      price: priceOf(without(line.row_total ?? undefined, discountOf(line, isWhole))),
    }));
