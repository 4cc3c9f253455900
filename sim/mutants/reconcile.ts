import type { Mutant } from './mutant.ts';

const pass = 'functions/reconcile/pass.ts';
const slice = 'functions/reconcile/slice.ts';
const listing = 'lib/reconcile/list-slice.ts';
const queueing = 'lib/reconcile/queue-order.ts';
const deciding = 'lib/reconcile/decide.ts';
const state = 'lib/reconcile/state.ts';

/** Faults of the comparison with a shop's platform. */
export const reconcileMutants: readonly Mutant[] = [
  {
    name: 'cursor-moved-before-queueing',
    file: pass,
    search: '  const slice = await runSlice(',
    replace:
      "  await ports.states.change({ pk: `reconcile#${shop}`, sk: 'state' }, (was) => ({ ...was, cursorMs: span.untilMs }));\n  const slice = await runSlice(",
    breaks: 'If a run is killed or the platform fails halfway, the rest of what it found is never thanked.',
  },
  {
    name: 'passes-do-not-overlap',
    file: state,
    search: 'cursorMs - overlapMs)',
    replace: 'cursorMs)',
    breaks: 'An order that the platform lists late is never thanked.',
  },
  {
    name: 'unqueued-slice-passed',
    file: slice,
    search: 'if (left === undefined) return {',
    replace: 'if (left === undefined || true) return {',
    breaks: 'If the time is over, the missing orders that are left are never thanked.',
  },
  {
    name: 'since-ignored',
    file: pass,
    search: 'paidFromMs: Math.max(Date.parse(seen.since), Date.parse(settings.ordersPaidFrom)),',
    replace: 'paidFromMs: Date.parse(settings.ordersPaidFrom),',
    breaks: 'Customers are thanked for orders that were paid before the shop switched reconciliation on.',
  },
  {
    name: 'reversal-not-looked-for',
    file: deciding,
    search: "if (reversed === undefined) return 'reversal';",
    replace: "if (reversed === undefined) return 'known';",
    breaks: 'An order whose cancellation was lost is thanked, and nobody hears that it was cancelled.',
  },
  {
    name: 'early-reversal-not-looked-for',
    file: deciding,
    search: "return row.reversed === undefined ? 'reversal' : 'known';",
    replace: "return 'known';",
    breaks:
      'An order that was refunded in full before it was paid, as far as thankflow knows, is thanked if its payment arrives.',
  },
  {
    name: 'partial-refund-not-looked-for',
    file: deciding,
    search:
      "return row.reason !== 'erased' && differFrom(row, { ids, complete: listed.refunded.complete }) ? 'refund' : 'known';",
    replace: "return 'known';",
    breaks:
      'A refund of a part whose webhook was lost is never recorded, and two of them never add up to the whole order.',
  },
  {
    name: 'refusal-taken-for-empty-list',
    file: listing,
    search: 'if (isTemporary(error) && reachedMs > span.fromMs) return undefined;',
    replace: 'return { orders: [], next: undefined };',
    breaks: 'Orders that are missing while the credential is revoked are never thanked.',
  },
  {
    name: 'first-pages-only',
    file: listing,
    search: 'if (next === undefined) return',
    replace: 'if (next === undefined || after !== undefined) return',
    breaks: 'Of a day with many orders, only the first are compared.',
  },
  {
    name: 'page-boundary-skipped',
    file: listing,
    search: 'Math.min(reachedMs, span.untilMs)',
    replace: 'Math.min(reachedMs + 1, span.untilMs)',
    breaks: 'An order that changed at the same moment as the last one of a slice is never thanked.',
  },
  {
    name: 'refused-by-sqs-forgotten',
    file: queueing,
    search: 'await ports.queue(event);',
    replace: 'await ports.queue(event).catch(() => undefined);',
    breaks: 'A missing order that SQS refuses once is never thanked.',
  },
  {
    name: 'many-not-asked-about',
    file: deciding,
    search: 'missing > Math.max(20, listed * 0.05)',
    replace: 'missing > Math.max(200, listed * 0.05)',
    breaks: 'After a mistake at the platform, thankflow spends money on hundreds of orders that no person has seen.',
  },
  {
    name: 'many-passed',
    file: pass,
    search: '      next: { many, last, dueAt: ports.now() + intervalMs },',
    replace: '      next: { many, last, cursorMs: span.untilMs, dueAt: ports.now() + intervalMs },',
    breaks: 'Many missing orders are reported, and no later pass looks at them.',
  },
  {
    name: 'failing-shop-not-due',
    file: 'functions/reconcile/reconcile-shop.ts',
    search: 'const dueAt = now() + (isDefinite ? probeMs : Math.min(retryAfterMs, hourMs));',
    replace: 'const dueAt = now() + 24 * hourMs;',
    breaks: 'A shop whose platform failed once is compared again only a day later.',
  },
];
