import { dayMs } from '../durations.ts';
import type { ShopSettings } from '../shops/settings.ts';

/** An order paid longer ago than this is history, whatever brought it up: an edit, an import, a replayed webhook. */
export const maxOrderAgeMs = 365 * dayMs;

/** Why an order is history and not to be thanked; `undefined`: it is not. */
export function tooOld(
  paidAt: string,
  { ordersPaidFrom }: Pick<ShopSettings, 'ordersPaidFrom'>,
  nowMs: number,
): 'before-orders-paid-from' | 'over-a-year' | undefined {
  const paidAtMs = Date.parse(paidAt);
  if (paidAtMs < Date.parse(ordersPaidFrom)) return 'before-orders-paid-from';
  return paidAtMs < nowMs - maxOrderAgeMs ? 'over-a-year' : undefined;
}
