import { dayMs } from '../durations.ts';
import type { ShopSettings } from '../shops/settings.ts';

/** Orders paid longer ago are never thanked, even if an edit, an import or a replayed webhook reports them. */
export const maxOrderAgeMs = 365 * dayMs;

/** Why an order is too old to be thanked; `undefined` if it isn't. */
export function tooOld(
  paidAt: string,
  { ordersPaidFrom }: Pick<ShopSettings, 'ordersPaidFrom'>,
  nowMs: number,
): 'before-orders-paid-from' | 'over-a-year' | undefined {
  const paidAtMs = Date.parse(paidAt);
  if (paidAtMs < Date.parse(ordersPaidFrom)) return 'before-orders-paid-from';
  return paidAtMs < nowMs - maxOrderAgeMs ? 'over-a-year' : undefined;
}
