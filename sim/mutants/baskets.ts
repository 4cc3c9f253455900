import type { Mutant } from './mutant.ts';

const transitions = 'lib/order/basket/transitions.ts';
const attempt = 'functions/submit-to-thanx/basket/attempt.ts';

/** Faults of baskets. */
export const basketMutants: readonly Mutant[] = [
  {
    name: 'basket-claimed-by-two',
    file: transitions,
    search: 'if (isSending(basket, nowMs) || mayBeSentFrom(basket) > nowMs) return undefined;',
    replace: 'if (mayBeSentFrom(basket) > nowMs) return undefined;',
    breaks: 'Two workers send at once, and one of them doesn’t know what the other one sends.',
    killedBy: ['test/functions/submit-to-thanx/basket/attempt.test.ts'],
  },
  {
    name: 'basket-claim-not-fenced',
    file: 'functions/submit-to-thanx/basket/claim-row.ts',
    search: 'current.frozen === row.frozen && current.state === row.state',
    replace: 'current.frozen === row.frozen',
    breaks:
      'A worker that meant to bill a basket sends a refund that came while it waited, under the rules of billing.',
    killedBy: ['test/functions/submit-to-thanx/basket/refund.test.ts'],
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
    search:
      '(!hasLoyalty(first) && hasLoyalty(payload)) ||\n    (first.giftCards === undefined && payload.giftCards)\n      ? {\n          ...payload,\n          ...first,\n          thanku: first.thanku ?? payload.thanku,\n          ...(hasLoyalty(first) && { receipt: first.receipt, basket: first.basket }),',
    replace:
      'hasLoyalty(payload) ||\n    (first.giftCards === undefined && payload.giftCards)\n      ? {\n          ...payload,\n          ...first,\n          thanku: first.thanku ?? payload.thanku,\n',
    breaks: 'An order whose claim was interrupted while its shop changed the mode gets a receipt and a basket.',
    killedBy: ['test/functions/thank-customer/states.test.ts'],
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
    killedBy: ['test/functions/submit-to-thanx/basket/refund.test.ts'],
  },
];
