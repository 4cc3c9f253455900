import * as z from 'zod';
import { maxProductIdChars, type LineItem } from '../../order/order.ts';
import { anything, listOf, quantity, shownText, statedList, wholeText } from '../fields.ts';
import { reference } from './fields.ts';
import { decimalAmount, maybeUnits, minorUnits, unitsWithout } from './money.ts';

const ProductField = z.object({ product: reference }).nullish().catch(undefined);

const Line = z.object({
  description: shownText(300),
  quantity,
  /** Of invoices. */
  amount: z.number().optional().catch(undefined),
  discount_amounts: statedList(z.object({ amount: minorUnits })),
  taxes: statedList(z.object({ amount: minorUnits, tax_behavior: anything })),
  /** Of invoices, instead of `taxes`, before 2025-03-31. */
  tax_amounts: statedList(z.object({ amount: minorUnits, inclusive: anything })),
  /** Of sessions. */
  amount_total: maybeUnits,
  amount_tax: maybeUnits,
  price: ProductField,
  /** Of invoices, instead of `price`, since 2025-03-31. */
  pricing: z.object({ price_details: ProductField }).nullish().catch(undefined),
});

type Line = z.infer<typeof Line>;

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
const isItem = ({ amount }: Line): boolean => amount === undefined || amount >= 0;

/** The items of a sale. An empty list means that Stripe didn't send them along. */
export function itemsOf(lines: z.infer<typeof Lines>, currency: string): { items: LineItem[]; itemsLeftOut: number } {
  const read = (lines?.data ?? []).filter((line) => line !== undefined);
  const items = read.filter(isItem).map((line) => ({
    title: line.description ?? '',
    quantity: line.quantity,
    giftCard: false,
    productId: wholeText(maxProductIdChars).parse(line.price?.product ?? line.pricing?.price_details?.product),
    price: priceOf(line, currency),
  }));
  // Webhooks have the first ten lines.
  const more = lines?.has_more === true ? Math.max(0, (lines.total_count ?? 0) - read.length) : 0;
  return { items, itemsLeftOut: more };
}

function priceOf(line: Line, currency: string): string | undefined {
  const units = netOf(line);
  return units === undefined ? undefined : decimalAmount(units, currency);
}

/** After discounts and before tax. A session's line says both, and the amount of an invoice's has neither deducted. */
function netOf({ amount, amount_total, amount_tax, discount_amounts, taxes, tax_amounts }: Line): string | undefined {
  if (amount === undefined) return unitsWithout(amount_total, amount_tax);
  const taxesIn =
    taxes?.filter((tax) => tax?.tax_behavior !== 'exclusive') ?? tax_amounts?.filter((tax) => tax?.inclusive !== false);
  const parts = [...(discount_amounts ?? []), ...(taxesIn ?? [undefined])];
  return unitsWithout(String(amount), ...parts.map((part) => part?.amount));
}
