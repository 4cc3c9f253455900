import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { limits } from '../../../functions/housekeeping/limits.ts';
import { countStops } from '../../../lib/circuit/count-open.ts';
import { enforceLimit } from '../../../lib/limit/in-force.ts';
import { OrdersMessage } from '../../../lib/order/event.ts';
import { wakeUp } from '../../../lib/queue/wake.ts';
import { LimitSettings } from '../../../lib/shops/limit-settings.ts';
import type { startWorld } from './world.ts';

type World = Awaited<ReturnType<typeof startWorld>>;

const berlin = { timeZone: 'Europe/Berlin' };
export const rejected = { kind: 'rejected' as const, status: 400, words: 'no' };
export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
export const ids = (count: number, from = 1) => Array.from({ length: count }, (_, index) => String(from + index));

/** A shop with a limit, and housekeeping that releases its orders. */
export function limitedShop(world: World, limit: Record<string, unknown>, thanku: Record<string, unknown> = {}) {
  const shop = world.shop({ limit: { ...berlin, ...limit }, ...thanku });
  const { tables } = world;
  return {
    ...shop,
    limit: () => shop.ports.limits(shop.name).get(),
    enforce: (changed: Record<string, unknown>) =>
      enforceLimit(shop.ports.control(shop.name), LimitSettings.parse({ ...berlin, ...changed })),
    states: async (of: readonly string[]) => await Promise.all(of.map(async (id) => (await shop.order(id))?.state)),
    /** Runs housekeeping's job, and hands what it wakes to the worker. */
    async housekeep() {
      const woken: string[] = [];
      const nothing = async () => {};
      const report = await limits(
        {
          ...shop.ports,
          stopsOf: async () => ({ isPaused: false }),
          credentials: [],
          sendEvent: nothing,
          wakeFetches: async () => {},
          wakeOrders: async (orders) => void woken.push(...orders.map(({ pid }) => pid)),
          wakeReceipts: nothing,
          wakeNotices: nothing,
          pollReceipts: nothing,
          currentRow: async () => undefined,
          stopCounts: () => countStops(tables.documents, tables.control),
          quarantined: async () => 0,
          publishLevels: () => undefined,
          newId: randomUUID,
        },
        Infinity,
      );
      expect(report.failures).toEqual([]);
      await Promise.all(woken.map((pid) => shop.send(OrdersMessage.parse(wakeUp(shop.name, pid)))));
      return woken;
    },
  };
}

/** The units of all ThankUs that were created. */
export const given = ({ state }: ReturnType<typeof limitedShop>): number =>
  state.calls.reduce((sum, { body }) => sum + (JSON.parse(body) as { impactValue: number }).impactValue, 0);
