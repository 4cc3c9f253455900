import { limitOf } from '../../lib/limit/in-force.ts';
import type { LimitRow } from '../../lib/limit/limit-row.ts';
import { dayAt, type Day } from '../../lib/limit/period.ts';
import { reserve, type Need } from '../../lib/limit/reserve.ts';
import { releasedByLimit, roundOf, waitsForLimit } from '../../lib/order/thanku/limit.ts';
import type { LimitSettings } from '../../lib/shops/limit-settings.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** Orders of a shop that one run releases. Those of other shops must not wait behind them in the queue. */
const maxReleased = 1000;
/** Orders that are read, reserved in one write, and woken together. */
const batchSize = 50;

/**
 * Releases a shop's orders that wait for its limit: reserves their units for them, the oldest first, and wakes them.
 * @param pids the waiting orders, the oldest first
 * @param areAll whether no others wait
 * @returns how many were released
 */
export async function releaseOldest(
  ports: Ports,
  shop: string,
  pids: readonly string[],
  areAll: boolean,
): Promise<number> {
  const limit = limitOf(await ports.control(shop).get());
  if (limit === 'newer') return 0;
  let released = 0;
  let isLeft = false;
  for (let from = 0; from < pids.length; from += batchSize) {
    const needs = await needsOf(ports, shop, pids.slice(from, from + batchSize));
    const turns = limit === undefined ? needs : await reserveInTurn(ports, shop, needs, limit);
    for (const { pid } of turns)
      await ports.store.thanku.change(keys.thanku(shop, pid), (row) => releasedByLimit(row, ports.now()));
    if (turns.length > 0) await ports.wakeOrders(turns.map(({ pid }) => ({ shop, pid })));
    released += turns.length;
    isLeft = turns.length < needs.length;
    if (isLeft || released >= maxReleased) {
      isLeft ||= from + batchSize < pids.length;
      break;
    }
  }
  if (!isLeft && areAll) await noneWaits(ports, shop);
  if (released > 0) ports.telemetry.info('a limit has room: waiting orders continue', { shop, released });
  return released;
}

/** What waiting orders need. The index may be behind: some may not wait any more. */
async function needsOf({ store, newId, telemetry }: Ports, shop: string, pids: readonly string[]): Promise<Need[]> {
  const orders = await Promise.all(
    pids.map((pid) => leavingUnreadable(telemetry, () => store.thanku.get(keys.thanku(shop, pid)), undefined)),
  );
  return orders.flatMap((order) =>
    order === undefined || !waitsForLimit(order)
      ? []
      : [{ pid: order.pid, id: newId(), round: roundOf(order), units: order.impact ?? 1 }],
  );
}

/** Reserves for one order after the other, until there is no room for the next. Orders that never fit wait aside. */
async function reserveInTurn(
  ports: Ports,
  shop: string,
  needs: readonly Need[],
  limit: LimitSettings,
): Promise<Need[]> {
  const nowMs = ports.now();
  const day = dayAt(nowMs, limit.timeZone);
  const { outcome } = await ports.limits(shop).change((row) => inTurn(row, needs, { limit, day, nowMs }));
  return outcome;
}

function inTurn(
  before: LimitRow | undefined,
  needs: readonly Need[],
  on: { limit: LimitSettings; day: Day; nowMs: number },
): { row?: LimitRow | undefined; outcome: Need[] } {
  let row: LimitRow | undefined;
  const outcome: Need[] = [];
  for (const need of needs) {
    const reserved = reserve(row ?? before, { need, ...on, isTurn: true });
    row = reserved.row ?? row;
    if (reserved.outcome.kind === 'reserved') outcome.push(need);
    else if (reserved.outcome.kind === 'exceeded') break;
  }
  return { row, outcome };
}

async function noneWaits({ limits }: Ports, shop: string): Promise<void> {
  await limits(shop).change((row) => ({
    row: row?.waiting === undefined ? undefined : { ...row, waiting: undefined },
    outcome: undefined,
  }));
}
