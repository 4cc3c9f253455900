import { orderWith } from '../../lib/order/support.ts';
import type { startWorld } from './world.ts';

export const second = (n: number): string => new Date(Date.parse('2026-03-01T12:00:00.000Z') + n * 1000).toISOString();

/** A shop whose platform signs when it changed an order, in seconds after the world began. */
export function datedShopOf(
  world: Awaited<ReturnType<typeof startWorld>>,
  thanku: Record<string, unknown> = { holdHours: 72 },
  rest: Record<string, unknown> = {},
) {
  const shop = world.shop(thanku, rest);
  const about = (changed: number) => ({ shop: shop.name, at: second(changed), changedAt: second(changed) });
  return {
    ...shop,
    paidAt: (changed: number, differs = {}) =>
      shop.send({ type: 'paid', ...about(changed), order: orderWith({ paidAt: second(0), ...differs }) }),
    reversedAt: (kind: 'cancelled' | 'unpaid', changed: number) =>
      shop.send({ type: kind, ...about(changed), orderId: '4711' }),
    partAt: (changed: number, id: string) =>
      shop.send({
        type: 'refunded',
        ...about(changed),
        orderId: '4711',
        refunds: [{ id, amount: '29.95' }],
        full: false,
      }),
    /** The order with all its refunds, and what they leave of it. */
    listAt: (changed: number, amount: string, refunds: { id: string; amount: string }[]) =>
      shop.send({
        type: 'paid',
        ...about(changed),
        refundsComplete: true,
        order: orderWith({ paidAt: second(0), amount, refunds }),
      }),
    refundedAt: (changed: number) =>
      shop.send({ type: 'refunded', ...about(changed), orderId: '4711', refunds: [], full: true }),
  };
}

export type DatedShop = ReturnType<typeof datedShopOf>;
