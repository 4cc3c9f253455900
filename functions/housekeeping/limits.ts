import { minuteMs } from '../../lib/durations.ts';
import type { Reservation } from '../../lib/limit/limit-row.ts';
import { returned, spent } from '../../lib/limit/reserve.ts';
import { fateOf, releasedByLimit, voidedFor, waitsForLimit, type Fate } from '../../lib/order/thanku/limit.ts';
import { chunksOf } from '../../lib/batches.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderOf } from '../../lib/store/due.ts';
import { releaseOldest } from './release.ts';
import type { StopCounts } from '../../lib/circuit/count-open.ts';
import type { Job, Ports } from './ports.ts';

/** A younger reservation is probably being used right now. */
const settlesAfterMs = minuteMs;

/** Reservations that one run looks at for each shop, and orders read at the same time. */
const maxLooks = 500;
const concurrency = 25;

/**
 * Settles what is reserved of each shop's limit, and releases orders that wait for one: the oldest first, as many as
 * there is room for. Safe to interrupt.
 */
export const limits: Job = async (ports, untilMs) => {
  const failures: unknown[] = [];
  const report = { done: 0, unfinished: false, failures };
  const attempt = async (work: () => Promise<number>): Promise<void> => {
    try {
      report.done += await work();
    } catch (error) {
      failures.push(error);
    }
  };
  const { limitedShops } = await ports.stopCounts().catch(unknownShops);
  for (const shop of limitedShops) {
    if (ports.now() > untilMs) return { ...report, unfinished: true };
    await attempt(() => settleReservations(ports, shop));
  }
  const waiting = await waitingOrders(ports, untilMs);
  for (const shop of new Set([...waiting.pids.keys(), ...limitedShops])) {
    if (ports.now() > untilMs) return { ...report, unfinished: true };
    await attempt(() => releaseOldest(ports, shop, waiting.pids.get(shop) ?? [], waiting.isComplete));
  }
  return report;
};

/** The gauges report a failed scan. Waiting orders are found without it. */
const unknownShops = (): Pick<StopCounts, 'limitedShops'> => ({ limitedShops: [] });

/** The orders that wait for each shop's limit, the oldest first. The index may be a moment behind. */
async function waitingOrders(ports: Ports, untilMs: number) {
  const pids = new Map<string, string[]>();
  for await (const { pk } of ports.due('limit', Number.MAX_SAFE_INTEGER)) {
    if (ports.now() > untilMs) return { pids, isComplete: false };
    const order = orderOf(pk);
    if (order === undefined) continue;
    const known = pids.get(order.shop);
    if (known === undefined) pids.set(order.shop, [order.pid]);
    else known.push(order.pid);
  }
  return { pids, isComplete: true };
}

/** Drops what is spent, and returns what never will be: first its order's row refuses it, then it's returned. */
async function settleReservations(ports: Ports, shop: string): Promise<number> {
  const store = ports.limits(shop);
  const byMs = ports.now() - settlesAfterMs;
  const open = ((await store.get())?.open ?? []).filter(({ at }) => at <= byMs);
  // Begins somewhere else in each run: those of a paused shop may stay for days.
  const first = Math.floor(ports.random() * open.length);
  const looked = [...open.slice(first), ...open.slice(0, first)].slice(0, maxLooks);
  const ended: { id: string; fate: Fate }[] = [];
  for (const batch of chunksOf(looked, concurrency)) {
    const fates = await Promise.all(
      batch.map(async (reservation) => ({
        id: reservation.id,
        fate: await leavingUnreadable(ports.telemetry, () => settledFate(ports, shop, reservation), 'open' as const),
      })),
    );
    ended.push(...fates.filter(({ fate }) => fate === 'spent' || fate === 'void'));
  }
  if (ended.length === 0) return 0;
  const spentIds = ended.filter(({ fate }) => fate === 'spent').map(({ id }) => id);
  const voidIds = ended.filter(({ fate }) => fate === 'void').map(({ id }) => id);
  await store.change((row) => ({
    row: row && voidIds.reduce((rest, id) => returned(rest, { id }), spent(row, spentIds)),
    outcome: undefined,
  }));
  return ended.length;
}

/** What has become of a reservation. One that won't be used is made void. */
async function settledFate({ store, now }: Ports, shop: string, reservation: Reservation): Promise<Fate> {
  const key = keys.thanku(shop, reservation.pid);
  const order = await store.thanku.get(key);
  // The row of an order is never deleted.
  if (order === undefined) return 'open';
  const fate = fateOf(order, reservation);
  if (fate === 'unused') {
    const { changed } = await store.thanku.change(key, (row) => voidedFor(row, reservation, now()));
    return changed ? 'void' : 'open';
  }
  // It was released, but the run ended before its row was written.
  if (fate === 'open' && waitsForLimit(order)) await store.thanku.change(key, (row) => releasedByLimit(row, now()));
  return fate;
}
