import type { Mutant } from './mutant.ts';

const importing = 'ops/import/import-orders.ts';

/** Faults of `import`. */
export const importMutants: readonly Mutant[] = [
  {
    name: 'import-drops-what-sqs-refuses',
    file: importing,
    search: 'await ports.send(event);',
    replace: 'await ports.send(event).catch(() => undefined);',
    breaks: 'An order that SQS refuses once is not imported, and the import says that it is.',
  },
  {
    name: 'last-orders-not-imported',
    file: importing,
    search: 'await work(batch);',
    replace: 'if (batch.length === batchSize) await work(batch);',
    breaks: 'The last orders of a file are never imported.',
  },
  {
    name: 'early-taken-for-there',
    file: 'ops/import/action.ts',
    search: 'return row.reversed === undefined || undone ? await',
    replace: "return undone && row.state !== 'early' ? await",
    breaks: 'An order of which only a refund was told is left out of the import, and never thanked.',
  },
  {
    name: 'history-is-thanked',
    file: 'lib/order/too-old.ts',
    search: 'if (paidAtMs < Date.parse(ordersPaidFrom))',
    replace: 'if (paidAtMs < Date.parse(ordersPaidFrom) - maxOrderAgeMs)',
    breaks: 'An import thanks for orders from before the shop began with thankflow.',
  },
];
