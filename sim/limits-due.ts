import { limitOf } from '../lib/limit/in-force.ts';
import { LimitRow } from '../lib/limit/limit-row.ts';
import { dayAt, nextStartMs } from '../lib/limit/period.ts';
import { reserve } from '../lib/limit/reserve.ts';
import { fateOf, roundOf, waitsForLimit } from '../lib/order/thanku/limit.ts';
import { ThankuState } from '../lib/order/thanku/state.ts';
import { controlKeys, ShopControl } from '../lib/store/control.ts';
import { limitSk, thankuSk } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import type { Item } from './aws/dynamodb/values.ts';
import { names } from './stage.ts';

const orderIn = (table: Pick<DynamoDbModel, 'get'>, shop: string, pid: string): ThankuState | undefined =>
  ThankuState.safeParse(table.get(names.orders, { pk: `order#${shop}#${pid}`, sk: thankuSk })).data;

const anyWaits = (table: Pick<DynamoDbModel, 'rows'>, shop: string): boolean =>
  [...table.rows(names.orders)].some((row) => row['dueKind'] === 'limit' && row['shop'] === shop);

/** When housekeeping can settle what is reserved, or see that no order waits any more; `undefined`: nothing to do. */
export function reservationsDueMs(table: Pick<DynamoDbModel, 'get' | 'rows'>): number | undefined {
  let dueMs: number | undefined;
  for (const item of table.rows(names.control)) {
    if (item['sk'] !== limitSk) continue;
    const { open, waiting } = LimitRow.parse(item);
    const shop = String(item['pk']).slice('shop#'.length);
    if (waiting === true && !anyWaits(table, shop)) return 0;
    for (const reservation of open) {
      const order = orderIn(table, shop, reservation.pid);
      if (order === undefined || (fateOf(order, reservation) === 'open' && !waitsForLimit(order))) continue;
      dueMs = Math.min(dueMs ?? reservation.at + 60_000, reservation.at + 60_000);
    }
  }
  return dueMs;
}

/** When housekeeping may release an order that waits for its shop's limit; 0: already. */
export function releasableMs(table: Pick<DynamoDbModel, 'get'>, row: Item, nowMs: number): number {
  const order = ThankuState.safeParse(row).data;
  if (order === undefined) return 0;
  const { shop, pid, impact: units = 1 } = order;
  const limit = limitOf(ShopControl.parse(table.get(names.control, controlKeys.shop(shop)) ?? {}));
  if (limit === undefined || limit === 'newer') return 0;
  const known = table.get(names.control, controlKeys.limit(shop));
  const day = dayAt(nowMs, limit.timeZone);
  const need = { pid, id: 'what if', round: roundOf(order), units };
  const { outcome } = reserve(known && LimitRow.parse(known), { need, limit, day, nowMs, isTurn: true });
  return outcome.kind === 'reserved' ? 0 : nextStartMs('day', nowMs, limit.timeZone);
}
