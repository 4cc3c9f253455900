import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import {
  anything,
  flag,
  lenient,
  listOf,
  quantity,
  shownText,
  signedAmount,
  statedList,
  wholeText,
} from '../fields.ts';
import { addUp, priceOf, times, without } from '../goods.ts';
import { TaxLines, taxOf } from './tax.ts';

const Line = z.object({
  title: shownText(300),
  quantity,
  current_quantity: anything,
  gift_card: flag,
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
  price: signedAmount,
  discount_allocations: statedList(z.object({ amount: signedAmount })),
  tax_lines: TaxLines,
  current_subtotal_price_set: lenient(z.object({ shop_money: z.object({ amount: signedAmount }) })),
  tip: anything,
  tip_payment_gateway: anything,
  tip_payment_method: anything,
});
type Line = z.infer<typeof Line>;

/** An order's lines. Entries that aren't lines are ignored. */
export const Lines = listOf(Line.optional().catch(undefined)).catch([]);

/**
 * The items that are left in an order. Shopify lists only the parts of a bundle, each with `sales_line_item_group_id`. Each part counts once;
 * the bundle itself, which is only in `line_item_groups`, doesn't count.
 * @see https://shopify.dev/changelog/update-in-orders-webhook-to-view-bundles-and-their-components
 * @param taxesIncluded whether lines' prices contain their taxes
 */
export const itemsOf = (lines: z.infer<typeof Lines>, taxesIncluded: boolean | undefined): LineItem[] =>
  goodsIn(lines)
    .map((line) => ({
      title: line.title ?? '',
      quantity: leftOf(line),
      giftCard: line.gift_card,
      sku: line.sku,
      productId: line.product_id,
      price: priceOf(priceLeft(line, taxesIncluded)),
    }))
    .filter((item) => item.quantity > 0);

const goodsIn = (lines: z.infer<typeof Lines>): Line[] =>
  lines.filter((line) => line !== undefined).filter((line) => !isTip(line));

/** The taxes on the goods that are left. `undefined` if a line doesn't say them, or a part of it was removed or refunded. */
export const taxOnGoods = (lines: z.infer<typeof Lines>): string | undefined =>
  addUp(
    goodsIn(lines)
      .filter((line) => leftOf(line) > 0)
      .map((line) => (leftOf(line) === line.quantity ? taxOf(line) : undefined)),
  );

/**
 * What is left of a line costs this, after discounts and before tax. Newer API versions say it. Otherwise it's known only if all of the line is left,
 * because nobody knows which of its pieces a discount was for.
 * @see https://shopify.dev/changelog/lineitem-priceafteralldiscountsbeforetaxesset-field-now-available
 */
function priceLeft(line: Line, taxesIncluded: boolean | undefined): string | undefined {
  const stated = line.current_subtotal_price_set?.shop_money.amount;
  if (stated !== undefined) return stated;
  if (leftOf(line) !== line.quantity || line.price === undefined || taxesIncluded === undefined) return undefined;
  const discounts = line.discount_allocations?.map((one) => one?.amount) ?? [undefined];
  return without(times(line.price, line.quantity), ...discounts, taxesIncluded ? taxOf(line) : '0');
}

/** The current quantity excludes removed and refunded pieces. Old API versions and CSV exports don't have it. */
const leftOf = ({ current_quantity, quantity: ordered }: Line): number =>
  isQuantity(current_quantity) ? quantity.parse(current_quantity) : ordered;

const isQuantity = (value: unknown): boolean =>
  (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && !Number.isNaN(Number(value));

/**
 * A tip is also a line. It's recognised by how it was paid: `tip`, or two fields that other lines don't have. The gateway may be null.
 * @see https://github.com/nozzlegear/ShopifySharp/blob/master/ShopifySharp/Entities/LineItem.cs
 */
const isTip = ({ tip, tip_payment_gateway, tip_payment_method }: Line): boolean =>
  (typeof tip === 'object' && tip !== null) || tip_payment_gateway !== undefined || tip_payment_method !== undefined;
