import { addAmounts } from '../../lib/order/money.ts';
import type { Figures, Units } from './figures.ts';

/** The figures of both. */
export const plus = (a: Figures, b: Figures): Figures => ({
  orders: a.orders + b.orders,
  thanked: a.thanked + b.thanked,
  units: unitsOfBoth(a.units, b.units),
  simulated: {
    orders: a.simulated.orders + b.simulated.orders,
    units: unitsOfBoth(a.simulated.units, b.simulated.units),
  },
  skipped: merged(a.skipped, b.skipped, add),
  failed: a.failed + b.failed,
  waiting: a.waiting + b.waiting,
  notPaid: a.notPaid + b.notPaid,
  unreadable: a.unreadable + b.unreadable,
  reversed: merged(a.reversed, b.reversed, add),
  perhapsThanked: a.perhapsThanked + b.perhapsThanked,
  receipts: merged(a.receipts, b.receipts, (one, other) => ({
    receipts: one.receipts + other.receipts,
    amounts: merged(one.amounts, other.amounts, addAmounts),
    withoutAmount: one.withoutAmount + other.withoutAmount,
  })),
  baskets: merged(a.baskets, b.baskets, (one, other) => ({
    baskets: one.baskets + other.baskets,
    subtotals: merged(one.subtotals, other.subtotals, addAmounts),
    refunded: merged(one.refunded, other.refunded, addAmounts),
  })),
});

const add = (a: number, b: number): number => a + b;

const unitsOfBoth = (a: Units, b: Units): Units => ({
  trees: a.trees + b.trees,
  plasticGrams: a.plasticGrams + b.plasticGrams,
  habitatSquareMetres: a.habitatSquareMetres + b.habitatSquareMetres,
});

/** All names of both records. The values of a name in both are combined. */
function merged<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  combine: (a: Value, b: Value) => Value,
): Record<string, Value> {
  // A map, because a name may be that of a property that every object has.
  const both = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) {
    const before = both.get(name);
    both.set(name, before === undefined ? value : combine(before, value));
  }
  return Object.fromEntries(both);
}

/** All counts of a record. */
export const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce(add, 0);
