import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, lenient, listOf, quantity, shownText, signedAmount, wholeText } from '../fields.ts';
import { priceOf } from '../goods.ts';

const Line = z.object({
  productName: shownText(300),
  translatedProductName: shownText(300),
  productSku: wholeText(maxSkuChars),
  quantity,
  totalPrice: lenient(z.object({ net: lenient(z.object({ amount: signedAmount })) })),
  // `null` once the variant is deleted.
  variant: lenient(
    z.object({
      product: lenient(
        z.object({ id: wholeText(maxProductIdChars), productType: lenient(z.object({ kind: anything })) }),
      ),
    }),
  ),
});

/** An order's lines. Shipping isn't one. Entries that aren't lines are ignored. */
export const Lines = listOf(lenient(Line)).catch([]);

/** The items, by the names that the customer saw. */
export const itemsOf = (lines: z.infer<typeof Lines>): LineItem[] =>
  lines
    .filter((line) => line !== null && line !== undefined)
    .map(({ productName, translatedProductName, productSku, quantity: pieces, totalPrice, variant }) => ({
      title: translatedProductName ?? productName ?? '',
      quantity: pieces,
      giftCard: variant?.product?.productType?.kind === 'GIFT_CARD',
      sku: productSku,
      productId: variant?.product?.id,
      price: priceOf(totalPrice?.net?.amount),
    }));
