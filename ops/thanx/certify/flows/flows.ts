import type { Expected } from '../check.ts';
import { basketTwice, partialRefund, rejectedBasket } from './baskets.ts';
import type { Flow, ThanxSettings } from './flow.ts';
import { giftCard, rejectedGiftCard } from './gift-cards.ts';
import { receipt, rejectedReceipt } from './receipts.ts';
import {
  lookUpAndToken,
  preflight,
  serverErrors,
  strangerByEmail,
  strangerLookUp,
  tokenByEmail,
  tooMany,
} from './tokens.ts';

/** The flows that a shop's settings use, in order. */
export function flowsOf({ mode = 'receipts', members, giftCards }: ThanxSettings): Flow[] {
  const isFixed = members === 'token';
  const ofMode =
    mode === 'baskets'
      ? [...(isFixed ? [] : [lookUpAndToken]), basketTwice, partialRefund, rejectedBasket]
      : [...(isFixed ? [] : [tokenByEmail]), receipt, rejectedReceipt];
  return [
    preflight,
    ...ofMode,
    ...(giftCards === undefined ? [] : [giftCard, rejectedGiftCard]),
    ...(isFixed ? [] : [mode === 'baskets' ? strangerLookUp : strangerByEmail]),
    tooMany,
    serverErrors,
  ];
}

/** What those flows have to call. */
export function expectedOf({ mode = 'receipts', members, giftCards }: ThanxSettings): Expected {
  const isFixed = members === 'token';
  const tokens = isFixed
    ? ([] as const)
    : mode === 'baskets'
      ? (['find-user', 'create-token'] as const)
      : (['create-token'] as const);
  return {
    fixedToken: isFixed,
    endpoints: [
      'get-scopes',
      'get-merchants',
      ...tokens,
      ...(mode === 'baskets' ? (['send-basket'] as const) : (['create-receipt', 'list-receipts'] as const)),
      ...(giftCards === undefined ? [] : (['add-gift-card', 'list-gift-cards'] as const)),
    ],
  };
}
