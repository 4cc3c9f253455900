import type { Mutant } from './mutant.ts';

const reserve = 'lib/limit/reserve.ts';
const ofOrder = 'lib/order/thanku/limit.ts';
const unitTests = ['test/functions/thank-customer/limit.test.ts'];

/** Faults of how shops' limits are kept. */
export const shopLimitMutants: readonly Mutant[] = [
  {
    name: 'limit-full-by-one',
    file: reserve,
    search: 'if (monthUnits + units > perMonth)',
    replace: 'if (monthUnits > perMonth)',
    breaks: 'A shop gives more than its limit.',
  },
  {
    name: 'limit-lease-uncounted',
    file: ofOrder,
    search: 'return { ...order, counted: { id, units, day } };',
    replace: 'return order;',
    breaks: "Housekeeping takes an order's units for unused and returns them, although it has its ThankU.",
  },
  {
    name: 'limit-returned-without-void',
    file: 'functions/housekeeping/limits.ts',
    search: `const { changed } = await store.thanku.change(key, (row) => voidedFor(row, reservation, now()));
    return changed ? 'void' : 'open';`,
    replace: "return 'void';",
    breaks: 'Units are returned that a slow worker, or a retry, still uses.',
  },
  {
    name: 'limit-round-ignored',
    file: ofOrder,
    search: 'if (reservation === undefined || reservation.round !== roundOf(order)) return undefined;',
    replace: 'if (reservation === undefined) return undefined;',
    breaks: 'A slow worker uses units that were returned meanwhile.',
    killedBy: ['test/lib/order/thanku/limit.test.ts'],
  },
  {
    name: 'limit-unknown-returned',
    file: ofOrder,
    search: "  if (mayExist(order) && (isCounted || order.restored !== true)) return 'spent';\n",
    replace: '',
    breaks: 'The units of an order are returned although it may have its ThankU.',
  },
  {
    name: 'limit-failed-kept',
    file: ofOrder,
    search: "return order.state === 'failed' || order.state === 'skipped' ? 'unused' : 'open';",
    replace: "return 'open';",
    breaks: 'Orders that ThankU rejected use up the limit.',
  },
  {
    name: 'limit-month-back',
    file: reserve,
    search: 'if (day <= row.day) return row;',
    replace: 'if (day === row.day) return row;',
    breaks: 'A slow clock begins an earlier month again, and a shop gives more than its limit.',
    killedBy: ['test/lib/limit/reserve.test.ts'],
  },
  {
    name: 'limit-overtaken',
    file: reserve,
    search: 'if (free.waiting === true && !isTurn)',
    replace: 'if (free.waiting === true && isTurn)',
    breaks: 'New orders overtake those that wait.',
    killedBy: unitTests,
  },
  {
    name: 'limit-refrozen-counted',
    file: 'lib/order/thanku/repair.ts',
    search: 'counted: undefined, limitRound: roundOf(order) + 1 }',
    replace: '}',
    breaks: 'A request that gives more than the one that was counted.',
    killedBy: ['test/lib/order/thanku/limit.test.ts'],
  },
];
