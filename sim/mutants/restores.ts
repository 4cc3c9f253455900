import type { Mutant } from './mutant.ts';

/** Faults about tables that are restored to an earlier time. */
export const restoreMutants: readonly Mutant[] = [
  {
    name: 'restored-receipts-stay-waiting',
    file: 'ops/restore/mark-rows.ts',
    search: '(sends ? receiptRestored(row, atMs) : undefined)',
    replace: '(sends && atMs < 0 ? receiptRestored(row, atMs) : undefined)',
    breaks: 'A receipt that waits in restored tables is sent a second time.',
  },
  {
    name: 'forgotten-receipts-sent-blindly',
    file: 'functions/thank-customer/start-receipt.ts',
    search: '...(order.restored === true && !simulateAll && maybeSent(nowMs)),',
    replace: '...(order.restored === true && simulateAll && maybeSent(nowMs)),',
    breaks: 'The receipt of an order that restored tables have forgotten is sent a second time.',
  },
  {
    name: 'erasures-not-repeated',
    file: 'ops/restore/repeat-erasures.ts',
    search: 'return await eraseRows(ports, { shop, at, hashes });',
    replace:
      'await Promise.resolve({ shop, at, hashes });\n    return { orders: 0, pollingStopped: 0, refundsStopped: 0, parked: 0 };',
    breaks: 'Restored tables keep the data of customers who were erased.',
  },
  {
    name: 'restored-stage-not-paused',
    file: 'ops/restore/stop-stage.ts',
    search: "await pauseShop(control, 'thanku', pause);",
    replace: "await pauseShop({ ...control, change: () => control.get() }, 'thanku', pause);",
    breaks: 'A stage sends from restored tables before anybody has looked at them.',
    killedBy: ['test/ops/restore/restore.test.ts'],
  },
  {
    name: 'restored-permits-kept',
    file: 'ops/restore/stop-stage.ts',
    search: 'await ports.forgetPermits(name);',
    replace: '',
    breaks: 'A restored row of permits has forgotten calls to Thanx, and its limit is exceeded.',
    killedBy: ['test/ops/restore/restore.test.ts'],
  },
  {
    name: 'restored-limit-not-spent',
    file: 'ops/restore/stop-stage.ts',
    search: 'if (!dryRun) await store.change(',
    replace: 'if (dryRun) await store.change(',
    breaks: 'A shop gives more than its limit after a restore.',
    killedBy: ['test/ops/restore/restore.test.ts'],
  },
  {
    name: 'refused-after-restore-opens-circuit',
    file: 'functions/thank-customer/apply-action.ts',
    search: 'if (order.restored === true) {',
    replace: 'if (order.restored === true && order.attempts < 0) {',
    breaks: 'Orders that restored tables have forgotten stop their whole shop, because ThankU knows their pids.',
    killedBy: ['test/functions/thank-customer/restored.test.ts'],
  },
];
