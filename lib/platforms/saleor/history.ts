import * as z from 'zod';
import { anything, lenient, listOf, utcInstant } from '../fields.ts';

/** What happened to an order, the oldest first. `undefined`: the query doesn't ask for it. */
export const SaleorHistory = z.object({
  events: listOf(lenient(z.object({ type: anything, date: lenient(utcInstant) })))
    .optional()
    .catch(undefined),
});
type History = z.infer<typeof SaleorHistory>;

/** Entries of the history that say that all is paid. Saleor may write one more than once. */
const paidEntries = new Set<unknown>(['ORDER_FULLY_PAID', 'ORDER_MARKED_AS_PAID']);

/** When an order was fully paid, the last time. `undefined`: its history doesn't say it. */
export const paidAtOf = ({ events }: History): string | undefined =>
  (events ?? [])
    .filter((entry) => paidEntries.has(entry?.type))
    .map((entry) => entry?.date)
    .filter((date) => typeof date === 'string')
    .toSorted()
    .at(-1);

/** Whether an order's history is known, and doesn't say that the order was ever fully paid. Each order's says at least how it was made. */
export function wasNeverFullyPaid(order: unknown): boolean {
  const { events = [] } = SaleorHistory.safeParse(order).data ?? {};
  return events.length > 0 && !events.some((entry) => paidEntries.has(entry?.type));
}
