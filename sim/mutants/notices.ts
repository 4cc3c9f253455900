import type { Mutant } from './mutant.ts';

const transitions = 'lib/notify/transitions.ts';
const tell = 'lib/notify/tell.ts';
const facts = 'functions/notify-shop/facts.ts';

/** Faults about what shops' own systems are told. */
export const noticeMutants: readonly Mutant[] = [
  {
    name: 'note-not-looked-for',
    file: 'lib/notify/woocommerce/add-note.ts',
    search: "if (found.some((note) => mentions(note, link))) return { kind: 'delivered' };",
    replace: '',
    breaks: 'A customer is mailed again after an answer was lost.',
  },
  {
    name: 'note-looked-for-too-early',
    file: 'lib/notify/woocommerce/add-note.ts',
    search: "outcome.kind === 'retry' ? { ...outcome, quietMs: noteQuietMs } : outcome;",
    replace: 'outcome;',
    breaks: 'A customer is mailed again because WooCommerce was slow.',
    killedBy: ['test/lib/notify/woocommerce/add-note.test.ts'],
  },
  {
    name: 'notices-lease-ignored',
    file: transitions,
    search: 'if ((row.lease?.until ?? 0) > nowMs || dueDeliveries(row, nowMs).length === 0) return undefined;',
    replace: 'if (dueDeliveries(row, nowMs).length === 0) return undefined;',
    breaks: 'Two workers mail a customer at the same time.',
    killedBy: ['test/functions/notify-shop/at-once.test.ts'],
  },
  {
    name: 'dead-worker-forgotten',
    file: transitions,
    search: 'return { ...afterDeath(row, nowMs), lease };',
    replace: 'return { ...row, lease };',
    breaks: 'A customer is mailed again after a worker died.',
    killedBy: ['test/functions/notify-shop/quiet.test.ts'],
  },
  {
    name: 'notices-never-due',
    file: 'lib/notify/state.ts',
    search: "      dueKind: 'notify',\n",
    replace: '',
    breaks: 'Shops are never told if the wake-up was lost or the target was away.',
  },
  {
    name: 'tombstone-not-looked-for',
    file: facts,
    search: 'return found.some((tombstone) => tombstone !== undefined);',
    replace: 'return found.length < 0;',
    breaks: 'Shops are told about customers who were erased.',
    killedBy: ['test/functions/notify-shop/not-sent.test.ts'],
  },
  {
    name: 'reversed-mailed',
    file: facts,
    search: 'if (order.reversed !== undefined) return reversalKind(order.reversed);',
    replace: '',
    breaks: 'A customer who cancelled is mailed about what their order does.',
  },
  {
    name: 'simulated-mailed',
    file: facts,
    search: "if (order.state === 'simulated') return 'simulated';",
    replace: '',
    breaks: 'The customer of a test order gets an event without a ThankU.',
    killedBy: ['test/functions/notify-shop/not-sent.test.ts'],
  },
  {
    name: 'payload-not-kept',
    file: 'functions/thank-customer/finish.ts',
    search: 'const keepsPayload = told.needsPayload && order.erase !== true;',
    replace: 'const keepsPayload = false;',
    breaks: 'Klaviyo gets no event, because the address was deleted too early.',
  },
  {
    name: 'payload-kept-for-ever',
    file: 'lib/order/thanku/settling.ts',
    search: 'payloadUntil !== undefined && payloadUntil > nowMs;',
    replace: 'payloadUntil !== undefined;',
    breaks: 'A customer’s address is kept for as long as Klaviyo is away.',
  },
  {
    name: 'notice-not-stored',
    file: tell,
    search:
      ': await stored(ports, keys.notices(shop, pid), { shop, pid }, { notice, targets, customer: await customer() });',
    replace: ': undefined;',
    breaks: 'Shops’ systems are never told.',
  },
  {
    name: 'new-id-for-each-telling',
    file: 'lib/order/notice.ts',
    search: 'const text = JSON.stringify([shop, about, round,',
    replace: 'const text = JSON.stringify([nowMs, shop, about, round,',
    breaks: 'A shop books an order twice, because the webhook that is repeated has another ID.',
  },
  {
    name: 'one-id-for-all',
    file: 'lib/order/notice.ts',
    search: 'const text = JSON.stringify([shop, about, round,',
    replace: 'const text = JSON.stringify([shop, round, String(about).length * 0,',
    breaks: 'A shop takes the webhook of an order for one that it already has.',
  },
  {
    name: 'removed-still-told',
    file: 'functions/notify-shop/tell-target.ts',
    search: "return add(due, { do: 'skip', reason: 'target-removed' });",
    replace: "return add(due, { do: 'wait', reason: 'settings-newer', untilMs: nowMs + 3_600_000 });",
    breaks: 'Notifications of a removed target wait for ever.',
  },
  {
    name: 'attempt-forgotten',
    file: 'functions/notify-shop/tell-target.ts',
    search: 'add(deliveries, action.step);\n      throw error;',
    replace: 'throw error;',
    breaks: 'A customer is mailed again, because nobody could count that their note’s outcome is unknown.',
    killedBy: ['test/functions/notify-shop/quiet.test.ts'],
  },
  {
    name: 'failed-told-after-erasure',
    file: 'lib/notify/transitions.ts',
    search: 'isOpen(one) || hasFailed(one);',
    replace: 'isOpen(one);',
    breaks: 'What had failed is retried, although its customer was erased.',
    killedBy: ['test/functions/notify-shop/erased.test.ts'],
  },
  {
    name: 'one-failure-is-final',
    file: 'functions/notify-shop/action.ts',
    search: 'if (waitMs === undefined) return',
    replace: 'if (waitMs !== undefined) return',
    breaks: 'A shop’s system that was away for a moment is never told.',
  },
];
