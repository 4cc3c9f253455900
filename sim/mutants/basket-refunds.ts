import type { Mutant } from './mutant.ts';

const transitions = 'lib/order/basket/transitions.ts';
const sent = 'lib/order/basket/sent.ts';
const refund = 'lib/order/basket/refund.ts';
const attempt = 'functions/submit-to-thanx/basket/attempt.ts';

/** Faults of baskets’ refunds. */
export const basketRefundMutants: readonly Mutant[] = [
  {
    name: 'refund-does-not-wait',
    file: sent,
    search: '!isBegun(basket) ? arrivesUntil({ ...basket, ...sentMaybe(basket) }) : 0;',
    replace: '!isBegun(basket) ? 0 : 0;',
    breaks: 'A refund overtakes the basket that it takes back, and the customer keeps the points.',
    killedBy: ['test/lib/order/basket/sent.test.ts'],
  },
  {
    name: 'dead-at-forgotten',
    file: sent,
    search: 'sentUntil: Math.max(sentUntil, attempt.deadAt),',
    replace: 'sentUntil,',
    breaks: 'Nobody knows until when what was sent may arrive, so that a refund overtakes its basket.',
  },
  {
    name: 'first-attempt-forgotten',
    file: sent,
    search: 'sentUntil: Math.max(sentUntil, attempt.deadAt),',
    replace: 'sentUntil: Math.min(sentUntil || attempt.deadAt, attempt.deadAt),',
    breaks: 'A refund waits only for the first attempt to bill, and overtakes the second.',
    killedBy: ['test/lib/order/basket/sent.test.ts'],
  },
  {
    name: 'begun-ignored',
    file: sent,
    search: 'begun !== undefined && compareAmounts(begun, wanted) === 0;',
    replace: 'begun !== undefined && compareAmounts(wanted, wanted) === 0;',
    breaks: 'A larger refund overtakes a smaller one, after which the customer has too many points.',
    killedBy: ['test/lib/order/basket/sent.test.ts'],
  },
  {
    name: 'maybe-billed-forgotten',
    file: sent,
    search: 'maybeBilled: attempt.refund === undefined ? (true as const) : maybeBilled,',
    replace: 'maybeBilled,',
    breaks: 'A cancelled order whose basket may be billed is skipped, and the customer keeps the points.',
    killedBy: ['test/lib/order/basket/sent.test.ts'],
  },
  {
    name: 'billed-after-refund',
    file: transitions,
    search: "    state: 'refunding',\n    attempts: 0,",
    replace: "    state: basket.state === 'billed' ? 'refunding' : 'waiting',\n    attempts: 0,",
    breaks: 'The basket of a cancelled order is billed again after an attempt without an answer.',
  },
  {
    name: 'refund-during-attempt-forgotten',
    file: refund,
    search: 'isSending(basket, nowMs)) return noted(basket, subtotal, nowMs);',
    replace: 'isSending(basket, nowMs)) return isSending(basket, nowMs) ? undefined : noted(basket, subtotal, nowMs);',
    breaks: 'A refund during an attempt to bill is forgotten, and the customer keeps the points.',
    killedBy: ['test/functions/submit-to-thanx/basket/refund.test.ts'],
  },
  {
    name: 'second-refund-forgotten',
    file: refund,
    search: "    case 'refund-failed':\n      return noted(basket, subtotal, nowMs);",
    replace: "    case 'refund-failed':\n      return undefined;",
    breaks: 'A refund that comes while another one is being sent is forgotten.',
  },
  {
    name: 'refunds-not-cumulative',
    file: refund,
    search: 'subtotal: refundedShare(order, subtotal),',
    replace:
      'subtotal: refundedShare({ ...order, refunds: Object.fromEntries(Object.entries(order.refunds ?? {}).slice(-1)) }, subtotal),',
    breaks: 'Of two refunds, only one is taken back.',
  },
  {
    name: 'refund-of-cancellation-in-part',
    file: refund,
    search: "kind !== undefined && kind !== 'erased';",
    replace: "kind === 'refunded';",
    breaks: 'The customer of a cancelled order keeps the points.',
  },
  {
    name: 'reversed-basket-billed',
    file: attempt,
    search: '?? notBilled(current, now());',
    replace: '?? undefined;',
    breaks: 'The basket of an order that was cancelled before its attempt is billed.',
    killedBy: ['test/functions/submit-to-thanx/basket/dead-worker.test.ts'],
  },
  {
    name: 'refund-before-row-forgotten',
    file: attempt,
    search: 'if (await broughtUpToDate(held, order)) return again(1);',
    replace: 'if (order === undefined && (await broughtUpToDate(held, order))) return again(1);',
    breaks: 'A refund that came before the basket’s row was written is taken back only if something else happens.',
    killedBy: ['test/functions/submit-to-thanx/basket/refund.test.ts'],
  },
  {
    name: 'refundable-kept-after-erasure',
    file: refund,
    search: "(basket.refundable === undefined && basket.state !== 'refunding') || isSending(basket, nowMs)",
    replace: "basket.state !== 'refunding' || isSending(basket, nowMs)",
    breaks: 'Whose basket it was is kept although the customer asked to be forgotten.',
    killedBy: ['test/lib/privacy/erase-baskets.test.ts'],
  },
  {
    name: 'refundable-not-found',
    file: 'lib/privacy/erase.ts',
    search: "  'refundable',\n",
    replace: '',
    breaks: 'An erasure doesn’t find the basket of a settled order.',
  },
  {
    name: 'refunds-never-end',
    file: refund,
    search: 'basket.refundable.until <= nowMs &&',
    replace: 'basket.refundable.until + refundableMs <= nowMs &&',
    breaks: 'Whose basket it was is kept for longer than thirty days.',
  },
  {
    name: 'refunds-end-too-early',
    file: 'functions/submit-to-thanx/basket/source.ts',
    search: 'until: nowMs + refundableMs,',
    replace: 'until: nowMs + 60_000,',
    breaks: 'Refunds are sent for a minute instead of thirty days.',
  },
  {
    name: 'settled-basket-not-settled',
    file: 'lib/order/basket/settling.ts',
    search: 'return { ...nextBasket(basket, nowMs, leftover), dueKind, dueAt: rests };',
    replace: 'return { ...nextBasket(basket, nowMs, leftover), dueKind: undefined, dueAt: rests };',
    breaks: 'Neither an erasure nor the end of refunds finds a settled basket.',
  },
  {
    name: 'refund-without-its-member',
    file: 'functions/submit-to-thanx/basket/member.ts',
    search: "'email' in whose ? whose.email : `user:${whose.userId}`;",
    replace: "'email' in whose ? whose.email : 'user';",
    breaks: 'A refund is sent as another customer.',
    killedBy: ['test/functions/submit-to-thanx/basket/member.test.ts'],
  },
  {
    name: 'refund-in-part-takes-all',
    file: 'lib/partners/thanx/basket-reversal.ts',
    search: "return { state: 'refunded', subtotal: compareAmounts(refunded, subtotal) > 0 ? subtotal : refunded };",
    replace: "return { state: 'refunded', subtotal: compareAmounts(refunded, subtotal) > 0 ? refunded : subtotal };",
    breaks: 'Each refund takes all points back.',
  },
];
