import type { Mutant } from './mutant.ts';

const housekeeping = 'functions/housekeeping/housekeeping.ts';
const jobs = 'functions/housekeeping/jobs.ts';

/** Faults of what finds whatever was lost. */
export const housekeepingMutants: readonly Mutant[] = [
  {
    name: 'parked-forgotten-first',
    file: jobs,
    search: 'await ports.sendEvent(event);\n        await ports.parking.remove(pk);',
    replace: 'await ports.parking.remove(pk);\n        await ports.sendEvent(event);',
    breaks: 'A parked order is lost where housekeeping is killed.',
  },
  {
    name: 'marked-before-woken',
    file: 'functions/housekeeping/in-batches.ts',
    search: '.filter((one) => one !== undefined);\n',
    replace: '.filter((one) => one !== undefined);\n    for (const one of found) await mark?.(one);\n',
    breaks: 'What housekeeping is killed over waits for up to an hour.',
  },
  {
    name: 'no-parked-job',
    file: housekeeping,
    search: "['parked', parked],",
    replace: "['parked', async () => ({ done: parked.length * 0, unfinished: false })],",
    breaks: 'Parked orders are never thanked.',
  },
  {
    name: 'no-due-orders-job',
    file: housekeeping,
    search: "['due-orders', dueOrders],",
    replace: "['due-orders', async () => ({ done: dueOrders.length * 0, unfinished: false })],",
    breaks: 'An order whose worker died is never thanked.',
  },
  {
    name: 'no-due-receipts-job',
    file: housekeeping,
    search: "['due-receipts', dueReceipts],",
    replace: "['due-receipts', async () => ({ done: dueReceipts.length * 0, unfinished: false })],",
    breaks: 'A receipt whose worker died is never sent.',
  },
  {
    name: 'no-holds-job',
    file: housekeeping,
    search: "['circuits', circuits],",
    replace: "['circuits', async () => ({ done: circuits.length * 0, unfinished: false })],",
    breaks: 'Held shops wait for hours after what they were held for is over.',
  },
  {
    name: 'no-tombstones-job',
    file: housekeeping,
    search: "['tombstones', tombstones],",
    replace: "['tombstones', async () => ({ done: tombstones.length * 0, unfinished: false })],",
    breaks: 'The data of an order whose worker died at its end is kept for ever.',
  },
  {
    name: 'no-follows-job',
    file: housekeeping,
    search: "['due-polls', duePolls],",
    replace: "['due-polls', async () => ({ done: duePolls.length * 0, unfinished: false })],",
    breaks: 'Nobody hears what Thanx decided about a receipt.',
  },
  {
    name: 'given-up-at-once',
    file: 'functions/housekeeping/given-up.ts',
    search: "ports.due('stuck', ports.now() - repairMs)",
    replace: "ports.due('stuck', ports.now() - repairMs / 43_200)",
    breaks:
      'What failed goes a minute later with all that an operator needs to put it right, and nobody is told any more.',
  },
  {
    name: 'no-given-up-job',
    file: housekeeping,
    search: "['given-up', givenUp],",
    replace: "['given-up', async () => ({ done: givenUp.length * 0, unfinished: false })],",
    breaks: 'The data of failed orders is kept for ever.',
  },
  {
    name: 'first-job-takes-all-time',
    file: housekeeping,
    search: 'leftMs() / (open.length - index)',
    replace: 'leftMs() / (open.length - index > 0 ? 1 : 2)',
    breaks: 'One flood starves all other work.',
    killedBy: ['test/functions/housekeeping/housekeeping.test.ts'],
  },
  {
    name: 'held-rows-woken',
    file: 'functions/housekeeping/gate.ts',
    search: 'if (isPaused || (circuit !== undefined && (!isProbeDue(circuit, now()) || probed.has(pk)))) return false;',
    replace: "if (isPaused && !isProbeDue({ reason: 'moved', since: pk }, now())) return false;",
    breaks: 'Each minute housekeeping wakes all that waits for a hold.',
    killedBy: ['test/functions/housekeeping/circuits.test.ts'],
  },
  {
    name: 'woken-again-each-minute',
    file: 'lib/order/grace-periods.ts',
    search: 'orderWokenForMs = 10 * minuteMs;',
    replace: 'orderWokenForMs = 61;',
    breaks: 'An order in a long queue gets another message each minute.',
    killedBy: ['test/lib/order/thanku/settling.test.ts'],
  },
  {
    name: 'no-grace-for-messages',
    file: 'lib/order/grace-periods.ts',
    search: 'messageGraceMs = minuteMs;',
    replace: 'messageGraceMs = 0;',
    breaks: 'Each retried order is woken twice.',
    killedBy: ['test/functions/thank-customer/failures.test.ts'],
  },
  {
    name: 'overdue-after-a-minute',
    file: 'lib/stuck/overdue.ts',
    search: 'export const overdueAfterMs = 15 * minuteMs;',
    replace: 'export const overdueAfterMs = minuteMs;',
    breaks: 'An alarm says that orders are overdue where all is well.',
    killedBy: ['test/functions/housekeeping/gauge.test.ts'],
  },
  {
    name: 'no-jitter-between-retries',
    file: 'lib/queue/backoff.ts',
    search: 'Math.ceil(full / 2 + (full / 2) * random)',
    replace: 'Math.ceil(full / 2 + (full / 2) * 0 * random)',
    breaks: 'Orders that failed together are retried together.',
    killedBy: ['test/lib/queue/backoff.test.ts'],
  },
];
