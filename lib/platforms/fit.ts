import type * as z from 'zod';
import type { PaidEvent } from '../order/event.ts';
import { maxItems, type LineItem } from '../order/order.ts';
import { addUp, isSame } from './goods.ts';

/** The maximum size of an event as JSON in UTF-8. */
export const maxEventBytes = 64 * 1024;

/** Space for a longer `itemsOmitted`, and for five sealed gift cards. */
const marginBytes = 4096;

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');

/**
 * Keeps the first `maxItems` line items, and counts the others. Their prices are kept only if they add up to the goods: then no discount, refund or
 * part of a bundle is missing from them.
 * @param beforeTax the order's
 */
export function keepItems(
  items: readonly LineItem[],
  beforeTax: string | undefined,
): { items: LineItem[]; itemsOmitted: number } {
  const arePricesWhole = isSame(addUp(items.map(({ price }) => price)), beforeTax);
  return {
    items: items
      .slice(0, maxItems)
      .map((item) => (arePricesWhole ? item : Object.assign({}, item, { price: undefined }))),
    itemsOmitted: Math.max(0, items.length - maxItems),
  };
}

/** Shortens an event to `maxEventBytes`: drops line items from the end, and counts them in `itemsOmitted`; then drops tags. */
export function fitEvent(event: z.infer<typeof PaidEvent>): z.infer<typeof PaidEvent> {
  const { order } = event;
  let excessBytes = jsonBytes(event) - (maxEventBytes - marginBytes);
  const fitting = <Entry>(entries: Entry[]): Entry[] => {
    let kept = entries.length;
    for (; excessBytes > 0 && kept > 0; kept--) excessBytes -= jsonBytes(entries[kept - 1]) + ','.length;
    return entries.slice(0, kept);
  };
  const items = fitting(order.items);
  const tags = fitting(order.tags);
  const itemsOmitted = order.itemsOmitted + order.items.length - items.length;
  return { ...event, order: { ...order, items, tags, itemsOmitted } };
}
