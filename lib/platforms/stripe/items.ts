import * as z from 'zod';
import { maxProductIdChars, type LineItem } from '../../order/order.ts';
import { anything, listOf, quantity, shownText, wholeText } from '../fields.ts';
import { reference } from './fields.ts';

const ProductField = z.object({ product: reference }).nullish().catch(undefined);

const Line = z.object({
  description: shownText(300),
  quantity,
  /** Of invoices. */
  amount: z.number().optional().catch(undefined),
  price: ProductField,
  /** Of invoices, instead of `price`, since 2025-03-31. */
  pricing: z.object({ price_details: ProductField }).nullish().catch(undefined),
});

/** A list of line items. Invoices have one; a session only if it was expanded. */
export const Lines = z
  .object({
    data: listOf(Line.optional().catch(undefined)),
    has_more: anything,
    total_count: z.number().int().min(0).max(1_000_000).optional().catch(undefined),
  })
  .nullish()
  .catch(undefined);

/** What a customer gets back for the unused time of a plan is a line with a negative amount, and not an item. */
const isItem = ({ amount }: z.infer<typeof Line>): boolean => amount === undefined || amount >= 0;

/** The items of a sale. An empty list means that Stripe didn't send them along. */
export function itemsOf(lines: z.infer<typeof Lines>): { items: LineItem[]; itemsLeftOut: number } {
  const read = (lines?.data ?? []).filter((line) => line !== undefined);
  const items = read.filter(isItem).map((line) => ({
    title: line.description ?? '',
    quantity: line.quantity,
    giftCard: false,
    productId: wholeText(maxProductIdChars).parse(line.price?.product ?? line.pricing?.price_details?.product),
  }));
  // Webhooks have the first ten lines.
  const more = lines?.has_more === true ? Math.max(0, (lines.total_count ?? 0) - read.length) : 0;
  return { items, itemsLeftOut: more };
}
