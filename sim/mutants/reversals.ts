import type { Mutant } from './mutant.ts';

const transitions = 'lib/order/thanku/transitions.ts';
const refunds = 'lib/order/thanku/refunds.ts';
const claimedOrder = 'functions/thank-customer/claimed-order.ts';

/** Faults about orders that are cancelled or refunded. */
export const reversalMutants: readonly Mutant[] = [
  {
    name: 'early-cancellation-forgotten',
    file: claimedOrder,
    search: 'if (before?.reversed !== undefined && !undoes(changedAt, before)) return before.reversed;',
    replace: '',
    breaks: 'An order that was cancelled before it was reported as paid is thanked.',
  },
  {
    name: 'hold-hours-ignored',
    file: claimedOrder,
    search: 'const holdMs = order.test ? 0 : settings.thanku.holdHours * hourMs;',
    replace: 'const holdMs = order.test ? 0 : settings.thanku.holdHours;',
    breaks: 'Orders are thanked before the time for cancellations is over.',
  },
  {
    name: 'cancelled-while-asked',
    file: 'functions/thank-customer/attempt.ts',
    search: 'if (row.reversed !== undefined) return skipped(',
    replace: 'if (row.reversed !== undefined && row.attempts === 0) return skipped(',
    breaks: 'An order that was cancelled during an attempt is attempted once more.',
  },
  {
    name: 'skipped-while-asked',
    file: transitions,
    search: "order.state === 'early' || leased(order, nowMs)) return undefined;",
    replace: "order.state === 'early') return undefined;",
    breaks: 'An order is given up while its ThankU is being made.',
  },
  {
    name: 'perhaps-untold',
    file: transitions,
    search: 'const perhaps = mayExist(order);',
    replace: 'const perhaps = mayExist(order) && order.erase === true;',
    breaks: 'A cancelled order whose ThankU may exist is not shown to anybody.',
  },
  {
    name: 'reversal-untold',
    file: 'functions/thank-customer/finish.ts',
    search: 'const told = await publishReversal(ports, { ...hand, order: published });',
    replace: 'const told = published === undefined ? await publishReversal(ports, hand as never) : undefined;',
    breaks: 'Shops never get the event "Order Reversed".',
  },
  {
    name: 'full-refund-not-full',
    file: refunds,
    search: 'compareAmounts(given, whole) >= 0);',
    replace: 'compareAmounts(given, whole) > 0);',
    breaks: 'An order that was paid back whole is thanked.',
  },
  {
    name: 'refunds-not-added',
    file: refunds,
    search: "addAmounts(total, amount), '0');",
    replace: "(compareAmounts(total, amount) > 0 ? total : amount), '0');",
    breaks: 'An order that was paid back in parts is thanked.',
  },
  {
    name: 'refund-counted-twice',
    file: refunds,
    search: 'const id = keyOf(refund.id);\n    const before',
    replace: 'const id = amounts.has(keyOf(refund.id)) ? `${refund.id}-again` : keyOf(refund.id);\n    const before',
    breaks: 'A refund that a platform reports twice is taken for two.',
  },
  {
    name: 'any-refund-cancels',
    file: refunds,
    search: "compareAmounts(given, '0') > 0 && compareAmounts(given, whole) >= 0);",
    replace: "compareAmounts(given, '0') > 0 && compareAmounts(whole, '0') > 0);",
    breaks: 'An order of which a part was paid back is not thanked.',
  },
  {
    name: 'receipt-of-cancelled-order',
    file: 'functions/submit-to-thanx/receipt/attempt.ts',
    search: 'if (order?.reversed !== undefined) return await skip(reversalKind(order.reversed));',
    replace: "if (order?.erase === true) return await skip(reversalKind({ kind: 'cancelled' }));",
    breaks: 'Points are given for an order that was cancelled before its receipt left.',
  },
];
