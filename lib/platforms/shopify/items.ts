import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, flag, listOf, quantity, shownText, wholeText } from '../fields.ts';

const Line = z.object({
  title: shownText(300),
  quantity,
  current_quantity: anything,
  gift_card: flag,
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
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
 */
export const itemsOf = (lines: z.infer<typeof Lines>): LineItem[] =>
  lines
    .filter((line) => line !== undefined)
    .filter((line) => !isTip(line))
    .map((line) => ({
      title: line.title ?? '',
      quantity: leftOf(line),
      giftCard: line.gift_card,
      sku: line.sku,
      productId: line.product_id,
    }))
    .filter((item) => item.quantity > 0);

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
