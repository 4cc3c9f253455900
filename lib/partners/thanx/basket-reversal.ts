import { compareAmounts } from '../../order/money.ts';

/*
 * What Thanx calls an order that the customer paid, and one that was given back. Its sources disagree, so nothing else in the project knows these words:
 *
 * - Documented: `billed` gives the points, and `refunded` takes them back later: https://docs.thanx.com/loyalty/create-update-basket
 * - Crawled: a list of states without `refunded`. Thanx's support tool: `refund: true`.
 * - Inferred: how a part is refunded. Each request about a basket says how it stands as a whole, so `subtotal` is the sum of all refunds so far. That of a
 *   full refund is the whole subtotal, which is the documented case.
 */

/** How a basket stands. `refunded`: the sum of all refunds so far, of its subtotal. */
export type BasketStanding = { refunded?: undefined } | { refunded: string };

/** The fields of a request that say how the basket stands. */
export interface StandingFields {
  state: 'billed' | 'refunded';
  /** A decimal. */
  subtotal: string;
}

export function standingFields(subtotal: string, { refunded }: BasketStanding): StandingFields {
  if (refunded === undefined) return { state: 'billed', subtotal };
  return { state: 'refunded', subtotal: compareAmounts(refunded, subtotal) > 0 ? subtotal : refunded };
}
