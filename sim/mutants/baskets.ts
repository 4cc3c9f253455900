import type { Mutant } from './mutant.ts';

const transitions = 'lib/order/basket/transitions.ts';
const refund = 'lib/order/basket/refund.ts';
const attempt = 'functions/submit-to-thanx/basket/attempt.ts';

/** Faults of baskets and their refunds. */
export const basketMutants: readonly Mutant[] = [
  {
    name: 'refund-does-not-wait',
    file: transitions,
    search: 'sentUntil === undefined ? 0 : sentUntil + showsAfterMs;',
    replace: 'sentUntil === undefined ? 0 : 0 * showsAfterMs;',
    breaks: 'A refund overtakes the basket that it takes back, and the customer keeps the points.',
  },
  {
    name: 'dead-at-forgotten',
    file: transitions,
    search: 'sentUntil: Math.max(sentUntil, attempt.deadAt),',
    replace: 'sentUntil,',
    breaks: 'Nobody knows until when what was sent may arrive, so that a refund overtakes its basket.',
  },
  {
    name: 'first-attempt-forgotten',
    file: transitions,
    search: 'sentUntil: Math.max(sentUntil, attempt.deadAt),',
    replace: 'sentUntil: Math.min(sentUntil || attempt.deadAt, attempt.deadAt),',
    breaks: 'A refund waits only for the first attempt to bill, and overtakes the second.',
  },
  {
    name: 'begun-ignored',
    file: transitions,
    search: 'begun !== undefined && compareAmounts(begun, wanted) === 0;',
    replace: 'begun !== undefined && compareAmounts(wanted, wanted) === 0;',
    breaks: 'A larger refund overtakes a smaller one, after which the customer has too many points.',
  },
  {
    name: 'maybe-billed-forgotten',
    file: transitions,
    search: 'maybeBilled: attempt.refund === undefined ? (true as const) : maybeBilled,',
    replace: 'maybeBilled,',
    breaks: 'A cancelled order whose basket may be billed is skipped, and the customer keeps the points.',
  },
  {
    name: 'billed-after-refund',
    file: refund,
    search: "return basketSkipped(wanted, kind ?? 'refunded', nowMs) ?? refunding(basket, subtotal, nowMs);",
    replace:
      "return basketSkipped(wanted, kind ?? 'refunded', nowMs) ?? { ...refunding(basket, subtotal, nowMs), state: 'waiting' };",
    breaks: 'The basket of a cancelled order is billed again after an attempt without an answer.',
  },
  {
    name: 'refund-during-attempt-forgotten',
    file: refund,
    search: 'isSending(basket, nowMs)) return noted(basket, subtotal, nowMs);',
    replace: 'isSending(basket, nowMs)) return isSending(basket, nowMs) ? undefined : noted(basket, subtotal, nowMs);',
    breaks: 'A refund during an attempt to bill is forgotten, and the customer keeps the points.',
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
    search: ': refundedShare(order, subtotal) };',
    replace:
      ': refundedShare({ ...order, refunds: Object.fromEntries(Object.entries(order.refunds ?? {}).slice(-1)) }, subtotal) };',
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
  },
  {
    name: 'refund-before-row-forgotten',
    file: attempt,
    search: 'if (await broughtUpToDate(held, order)) return again(1);',
    replace: 'if (order === undefined && (await broughtUpToDate(held, order))) return again(1);',
    breaks: 'A refund that came before the basket’s row was written is taken back only if something else happens.',
  },
  {
    name: 'refundable-kept-after-erasure',
    file: refund,
    search: "(basket.refundable === undefined && basket.state !== 'refunding') || isSending(basket, nowMs)",
    replace: "basket.state !== 'refunding' || isSending(basket, nowMs)",
    breaks: 'Whose basket it was is kept although the customer asked to be forgotten.',
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
    file: refund,
    search: 'basket.refundable.until <= nowMs &&',
    replace: 'basket.refundable.until - refundableMs <= nowMs &&',
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
    name: 'basket-claimed-by-two',
    file: transitions,
    search: 'if (isSending(basket, nowMs) || mayBeSentFrom(basket) > nowMs) return undefined;',
    replace: 'if (mayBeSentFrom(basket) > nowMs) return undefined;',
    breaks: 'Two workers send at once, and one of them doesn’t know what the other one sends.',
  },
  {
    name: 'basket-claim-not-fenced',
    file: 'functions/submit-to-thanx/basket/claim-row.ts',
    search: 'current.frozen === row.frozen && current.state === row.state',
    replace: 'current.frozen === row.frozen',
    breaks:
      'A worker that meant to bill a basket sends a refund that came while it waited, under the rules of billing.',
  },
  {
    name: 'certification-ignored',
    file: attempt,
    search: 'if (control.basketsCertified === undefined)',
    replace: 'if (control.basketsCertified === undefined && control.brake !== undefined)',
    breaks: 'Baskets are sent before anybody has tried them against Thanx’s sandbox.',
  },
  {
    name: 'mode-decided-again',
    file: 'functions/thank-customer/claim.ts',
    search: '(!hasLoyalty(first) && hasLoyalty(payload)) ||',
    replace: 'hasLoyalty(payload) ||',
    breaks: 'An order whose claim was interrupted while its shop changed the mode gets a receipt and a basket.',
  },
  {
    name: 'basket-untold',
    file: 'functions/submit-to-thanx/basket/turn.ts',
    search: 'if (basket.announced === false) {',
    replace: "if (basket.announced === false && basket.state !== 'billed') {",
    breaks: 'Shops never get the event "Basket Updated".',
  },
  {
    name: 'refused-basket-without-letter',
    file: 'functions/submit-to-thanx/basket/turn.ts',
    search: 'await ports.sendDeadLetter({ shop, pid }, why);',
    replace: '',
    breaks: 'No dead letter says that a basket was refused.',
  },
  {
    name: 'erased-member-sent',
    file: attempt,
    search: 'if (source === undefined || (await isSourceErased(store, shop, source))) return await dropErased(held);',
    replace: 'if (source === undefined) return await dropErased(held);',
    breaks: 'The basket of a customer who asked to be forgotten is billed.',
  },
  {
    name: 'refund-without-its-member',
    file: 'functions/submit-to-thanx/basket/member.ts',
    search: "'email' in whose ? whose.email : `user:${whose.userId}`;",
    replace: "'email' in whose ? whose.email : 'user';",
    breaks: 'A refund is sent as another customer.',
  },
  {
    name: 'refund-in-part-takes-all',
    file: 'lib/partners/thanx/basket-reversal.ts',
    search: "return { state: 'refunded', subtotal: compareAmounts(refunded, subtotal) > 0 ? subtotal : refunded };",
    replace: "return { state: 'refunded', subtotal: compareAmounts(refunded, subtotal) > 0 ? refunded : subtotal };",
    breaks: 'Each refund takes all points back.',
  },
];
