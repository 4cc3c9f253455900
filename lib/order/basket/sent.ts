import { showsAfterMs } from '../grace-periods.ts';
import { compareAmounts } from '../money.ts';
import type { BasketState } from './state.ts';

/** A request may still arrive some time after its worker has stopped, epoch ms. */
export const arrivesUntil = ({ sentUntil }: BasketState): number =>
  sentUntil === undefined ? 0 : sentUntil + showsAfterMs;

/** When what is to be sent next may be sent, epoch ms. The same request may be sent again at any time. */
export const mayBeSentFrom = (basket: BasketState): number =>
  basket.state === 'refunding' && !isBegun(basket) ? arrivesUntil({ ...basket, ...sentMaybe(basket) }) : 0;

const isBegun = ({ begun, wanted = '0' }: BasketState): boolean =>
  begun !== undefined && compareAmounts(begun, wanted) === 0;

/** The open attempt has ended, perhaps with its worker. What it has sent may arrive until `deadAt`. */
export const sentMaybe = ({ attempt, sentUntil = 0, maybeBilled }: BasketState) =>
  attempt === undefined
    ? {}
    : {
        attempt: undefined,
        sentUntil: Math.max(sentUntil, attempt.deadAt),
        maybeBilled: attempt.refund === undefined ? (true as const) : maybeBilled,
      };
