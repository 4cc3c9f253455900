import * as z from 'zod';
import { LimitRow } from '../../lib/limit/limit-row.ts';
import { monthOf } from '../../lib/limit/period.ts';
import { mayExist, ThankuState } from '../../lib/order/thanku/state.ts';
import { controlKeys } from '../../lib/store/control.ts';
import { thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, plannedOf, type Invariant, type Seen } from './invariant.ts';

const Given = z.object({ impactValue: z.number() });

/** The units of the ThankUs that exist, by pid. */
const given = ({ world }: Seen): Map<string, number> =>
  new Map(
    world.wallet.arrivals
      .filter(({ outcome }) => outcome === 'created')
      .map(({ pid, body }) => [pid, Given.parse(JSON.parse(body)).impactValue]),
  );

const countedOf = ({ world }: Seen, shop: string, pid: string): ThankuState['counted'] => {
  const row = world.table.get(names.orders, { pk: `order#${shop}#${pid}`, sk: thankuSk });
  return row && ThankuState.shape.counted.parse(row['counted']);
};

const total = (counted: readonly NonNullable<ThankuState['counted']>[], of: (day: string) => string) => {
  const sums = new Map<string, number>();
  for (const { day, units } of counted) sums.set(of(day), (sums.get(of(day)) ?? 0) + units);
  return sums;
};

const allOrders = ({ world }: Seen, shop: string): ThankuState[] =>
  [...world.table.rows(names.orders)]
    .filter((row) => row['sk'] === thankuSk && row['shop'] === shop)
    .flatMap((row) => ThankuState.safeParse(row).data ?? []);

/** A shop never gives more than its limit, and loses nothing of it. */
export const limitInvariants: Invariant[] = [
  {
    name: 'limit-counts',
    endsWithRestore: true,
    promise: 'Every ThankU of a shop with a limit is counted, with all its units.',
    always(seen) {
      return firstOf(given(seen), ([pid, units]) => {
        const shop = seen.plan.shops.find(({ id }) => id === plannedOf(seen.plan, pid)?.shop);
        if (shop?.limit === undefined) return undefined;
        const counted = countedOf(seen, shop.id, pid);
        return counted?.units === units
          ? undefined
          : `${pid} has ${units} units, and ${counted?.units ?? 'nothing'} is counted`;
      });
    },
  },
  {
    name: 'limit-kept',
    endsWithRestore: true,
    promise: 'A shop never gives a unit more than its limit, in any day or month.',
    always(seen) {
      if (seen.world.kernel.nowMs >= seen.plan.limitsRaisedMs) return undefined;
      return firstOf(seen.plan.shops, ({ id, limit }) => {
        if (limit === undefined) return undefined;
        const { perDay = Infinity, perMonth = Infinity } = limit;
        const counted = [...given(seen).keys()].flatMap((pid) =>
          plannedOf(seen.plan, pid)?.shop === id ? (countedOf(seen, id, pid) ?? []) : [],
        );
        return (
          firstOf(
            total(counted, (day) => day),
            ([day, units]) => (units > perDay ? `${id} gave ${units} of ${perDay} units on ${day}` : undefined),
          ) ??
          firstOf(total(counted, monthOf), ([month, units]) =>
            units > perMonth ? `${id} gave ${units} of ${perMonth} units in ${month}` : undefined,
          )
        );
      });
    },
  },
  {
    name: 'limit-returned',
    endsWithRestore: true,
    promise: 'In the end, exactly what was given, or may have been, is counted, and nothing is reserved.',
    atTheEnd(seen) {
      return firstOf(seen.plan.shops, ({ id }) => {
        const item = seen.world.table.get(names.control, controlKeys.limit(id));
        if (item === undefined) return undefined;
        const row = LimitRow.parse(item);
        const orders = allOrders(seen, id);
        const unused = orders.find(
          (order) => order.counted !== undefined && order.state !== 'posted' && !mayExist(order),
        );
        if (unused !== undefined) return `${unused.pid} is ${unused.state} and counted`;
        const [first] = row.open;
        if (first !== undefined) return `${first.units} units are still reserved for ${first.pid}`;
        if (row.waiting === true) return `${id} believes that orders wait`;
        const counted = orders.flatMap((order) => order.counted ?? []);
        const month = total(counted, monthOf).get(monthOf(row.day)) ?? 0;
        const day = total(counted, (one) => one).get(row.day) ?? 0;
        return month === row.monthUnits && day === row.dayUnits
          ? undefined
          : `${id} counts ${row.monthUnits} units in the month and ${row.dayUnits} on ${row.day}, and its orders have ${month} and ${day}`;
      });
    },
  },
  {
    name: 'limit-kept-by-restores',
    promise: 'Whatever its rows have forgotten, a shop with a monthly limit never gives a unit more than its limit.',
    always(seen) {
      const { world, plan } = seen;
      if (world.stage.restoredMs > world.kernel.nowMs || world.kernel.nowMs >= plan.limitsRaisedMs) return undefined;
      return firstOf(plan.shops, ({ id, limit }) => {
        const units = [...given(seen)].reduce(
          (sum, [pid, its]) => sum + (plannedOf(plan, pid)?.shop === id ? its : 0),
          0,
        );
        const most = limit?.perMonth ?? Number.POSITIVE_INFINITY;
        return units > most ? `${id} gave ${units} units after a restore, of ${most}` : undefined;
      });
    },
  },
];
