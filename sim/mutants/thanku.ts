import type { Mutant } from './mutant.ts';

const transitions = 'lib/order/thanku/transitions.ts';
const postpaid = 'lib/partners/thanku/postpaid.ts';
const finish = 'functions/thank-customer/finish.ts';
const claim = 'functions/thank-customer/claim.ts';

/** Faults of how a ThankU is made. */
export const thankuMutants: readonly Mutant[] = [
  {
    name: 'lease-ignored',
    file: transitions,
    search: 'if (leased(order, nowMs) || order.notBefore > nowMs) return undefined;',
    replace: 'if (order.notBefore > nowMs) return undefined;',
    breaks: 'Two workers ask ThankU for the same order at the same time.',
  },
  {
    name: 'answer-after-skip-dropped',
    file: transitions,
    search: "if (order.state === 'posted' || order.state === 'simulated') return undefined;",
    replace:
      "if (order.state === 'posted' || order.state === 'simulated' || order.state === 'skipped') return undefined;",
    breaks: 'A ThankU that exists is not on the row of its order, which was given up before the answer came.',
    killedBy: [
      'test/functions/thank-customer/perhaps-thanked.test.ts',
      'test/functions/thank-customer/overtaken.test.ts',
    ],
  },
  {
    name: 'unanswered-not-counted',
    file: transitions,
    search: "(ended === 'unanswered' ? 1 : 0)",
    replace: '0',
    breaks: 'A cancelled order whose ThankU may exist is not shown to anybody.',
  },
  {
    name: 'dead-worker-not-counted',
    file: transitions,
    search: '{ unanswered: unansweredOf(order) + 1 }),\n    lease: taken,',
    replace: '{ unanswered: unansweredOf(order) }),\n    lease: taken,',
    breaks: 'A cancelled order whose worker died while it asked ThankU is not shown to anybody.',
  },
  {
    name: 'unanswered-counts-as-refused',
    file: transitions,
    search: "...(ended === 'nothing-sent' && { refusals",
    replace: "...(ended !== 'answered' && { refusals",
    breaks: 'A corrected request is frozen although an earlier one may have made a ThankU.',
    killedBy: ['test/functions/thank-customer/nothing-sent.test.ts'],
  },
  {
    name: 'failure-untold',
    file: transitions,
    search: 'announced: false,\n      dueAt: nowMs + messageGraceMs,',
    replace: 'announced: true,\n      dueAt: nowMs + messageGraceMs,',
    breaks: 'Nobody is told of an order that failed.',
  },
  {
    name: 'lost-answer-is-nothing-sent',
    file: postpaid,
    search: "case 'unknown':\n      return { kind: 'retry', reason: sent.reason };",
    replace: "case 'unknown':\n      return { kind: 'retry', reason: sent.reason, notSent: true };",
    breaks: 'A cancelled order whose ThankU may exist is not shown to anybody.',
  },
  {
    name: 'page-is-a-thanku',
    file: postpaid,
    search: "if (!answer.success) return { kind: 'retry', reason: 'answer without an id', status };",
    replace: "if (!answer.success) return { kind: 'created', id: `unnamed-${status}` };",
    breaks: 'An order whose request met an error page counts as thanked.',
  },
  {
    name: 'outage-is-a-refusal',
    file: postpaid,
    search: 'if (status >= 500 || status === 408',
    replace: 'if (status >= 600 || status === 408',
    breaks: 'An order fails for good because ThankU had a fault of its own.',
  },
  {
    name: 'gives-up-early',
    file: 'lib/queue/backoff.ts',
    search: 'export const maxAttempts = doublingAttempts + 14 * 24;',
    replace: 'export const maxAttempts = 3;',
    breaks: 'An outage of a minute fails orders for good.',
  },
  {
    name: 'fresh-bytes-each-claim',
    file: claim,
    search: 'const { changed } = await store.payload.insert(key, payload);',
    replace: 'await store.payload.delete(key);\n  const { changed } = await store.payload.insert(key, payload);',
    breaks: 'A second report of an order changes what its attempts send.',
  },
  {
    name: 'claim-over-anything',
    file: claim,
    search: '(isDeepStrictEqual(current, before) ? row : undefined)',
    replace: "(current.pid === '' ? undefined : row)",
    breaks: 'A claim forgets a cancellation that came in between.',
    killedBy: ['test/functions/thank-customer/claim-races.test.ts'],
  },
  {
    name: 'order-made-twice',
    file: claim,
    search: "if (row.state === 'early') return true;",
    replace: "if (row.state === 'early' || row.state === 'posted') return true;",
    breaks: 'A second report of a thanked order starts it from the beginning.',
  },
  {
    name: 'tests-for-real',
    file: 'functions/thank-customer/claimed-order.ts',
    search: 'settings.thanku.simulate || order.test;',
    replace: 'settings.thanku.simulate;',
    breaks: 'Test orders spend money.',
  },
  {
    name: 'thanks-untold',
    file: finish,
    search: 'const told = await announce(ports, { ...hand, order: taken.row });',
    replace: 'const told = { needsPayload: false, wake: async () => undefined };',
    breaks: 'Shops never get the event "Order Thanked", and failed orders no dead letter.',
  },
  {
    name: 'alone-with-a-receipt',
    file: claim,
    search: "giftCards === undefined && row.receipt === 'none' && kept === payload;",
    replace: 'giftCards === undefined && kept === payload;',
    breaks: 'An order’s data goes before its receipt is sent: the customer gets no points.',
  },
  {
    name: 'told-of-another-end',
    file: 'lib/order/thanku/settling.ts',
    search: 'if (order.state !== state || order.announcingUntil !== announcingUntil) return undefined;',
    replace: '',
    breaks: 'An order that failed, was retried and then thanked counts as published, although only its failure was.',
    killedBy: ['test/lib/order/thanku/settling.test.ts', 'test/functions/thank-customer/retried-while-told.test.ts'],
  },
  {
    name: 'receipt-never-woken',
    file: 'functions/thank-customer/start-receipt.ts',
    search: "dueKind: 'receipt',\n    dueAt: nowMs + messageGraceMs,",
    replace: "dueKind: 'settle',\n    dueAt: nowMs + messageGraceMs,",
    breaks: 'A receipt whose wake-up was lost is never sent.',
  },
  {
    name: 'hammers-after-429',
    file: 'lib/partners/retry-after.ts',
    search: 'const defaultBlockMs = 30_000;',
    replace: 'const defaultBlockMs = 1;',
    breaks: 'A 429 without Retry-After is answered with another request at once.',
  },
  {
    name: 'block-ignored',
    file: 'functions/thank-customer/attempt.ts',
    search: 'if (shop.blockedUntil !== undefined && shop.blockedUntil > nowMs)',
    replace: 'if (shop.blockedUntil !== undefined && shop.blockedUntil < 0)',
    breaks: 'Other orders of the shop are sent although ThankU said 429.',
  },
  {
    name: 'wake-ups-multiply',
    file: 'functions/thank-customer/wait-on-row.ts',
    search: 'attempts > 0 && notBefore - nowMs > earlyMs ? done : later(notBefore, nowMs);',
    replace: 'attempts > 0 && notBefore - nowMs > 1e9 ? done : later(notBefore, nowMs);',
    breaks: 'In a long outage the messages of an order become more and more.',
    killedBy: ['test/functions/thank-customer/failures.test.ts'],
  },
];
