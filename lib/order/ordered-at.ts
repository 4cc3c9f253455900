import { minuteMs } from '../durations.ts';

/** A shop's clock may be ahead of ours by this much. */
export const clockMarginMs = 10 * minuteMs;

/** `Order.orderedAt`: only if it's so long before `paidAt` that it matters. */
export const orderedLongBefore = (orderedAt: string | null | undefined, paidAt: string): { orderedAt?: string } =>
  typeof orderedAt === 'string' && Date.parse(paidAt) - Date.parse(orderedAt) > clockMarginMs ? { orderedAt } : {};
