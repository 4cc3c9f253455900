import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, listOf, quantity, shownText, signedAmount, wholeText } from '../fields.ts';
import { priceOf, without } from '../goods.ts';
import { Taxed, taxIn } from './tax.ts';

const Line = z.object({
  id: wholeText(64),
  parentId: wholeText(64),
  label: shownText(300),
  type: wholeText(100),
  quantity,
  totalPrice: anything,
  /** Only in orders from the API. */
  price: Taxed,
  productId: wholeText(maxProductIdChars),
  payload: z
    .object({ productNumber: wholeText(maxSkuChars) })
    .optional()
    .catch(undefined),
});
type Line = z.infer<typeof Line>;

/** An order's lines, those of containers and of their parts alike. Entries that aren't lines are ignored. */
export const Lines = listOf(Line.optional().catch(undefined)).catch([]);

/**
 * Types of lines that change the price and aren't items.
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Checkout/Cart/LineItem/LineItem.php
 */
const adjustments = new Set(['promotion', 'discount', 'credit']);

/** Plugins have types of their own, so a line that costs less than nothing isn't an item either. */
const isItem = ({ type, totalPrice }: Line): boolean =>
  !adjustments.has(type ?? '') && !(typeof totalPrice === 'number' && totalPrice < 0);

/**
 * The items. A container, such as a customised product or a bundle, counts once, and its parts don't count, whichever of them has the price.
 * If a part's container isn't in the order, the part counts.
 */
export function itemsOf(lines: z.infer<typeof Lines>, taxStatus: string | null | undefined): LineItem[] {
  const items = lines.filter((line) => line !== undefined).filter(isItem);
  const ids = new Set(items.map(({ id }) => id));
  return items
    .filter(({ id, parentId }) => parentId === undefined || parentId === id || !ids.has(parentId))
    .map((line) => ({
      title: line.label ?? '',
      quantity: line.quantity,
      giftCard: false,
      sku: line.payload?.productNumber,
      productId: line.productId,
      price: priceOf(without(signedAmount.parse(line.totalPrice), taxIn(line.price, taxStatus))),
    }));
}
