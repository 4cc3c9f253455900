import { mayBeBilled } from './repair.ts';
import { sentMaybe } from './sent.ts';
import { nextBasket, type BasketState } from './state.ts';

/** The fields of a basket that Thanx may have without a row that says so. The same is sent again, or refunded if the order was reversed. */
export const maybeBilledUntil = (atMs: number) => ({ maybeBilled: true as const, sentUntil: atMs });

/**
 * The row comes from a restored table, so its basket or another refund may have been sent since. Nothing is searched for: the same basket can be sent
 * again. But it isn't certain any more that Thanx doesn't have it. `undefined`: nothing of it is open, or it's known.
 * @param atMs when the restore began, epoch ms
 */
export function basketRestored(basket: BasketState, atMs: number): BasketState | undefined {
  const ended = { ...basket, ...sentMaybe(basket) };
  const { sentUntil = 0 } = ended;
  switch (basket.state) {
    case 'waiting':
    case 'rejected':
      if (basket.attempt === undefined && mayBeBilled(basket) && sentUntil >= atMs) return undefined;
      return nextBasket(ended, atMs, maybeBilledUntil(Math.max(sentUntil, atMs)), { what: 'restored' });
    case 'refunding':
    case 'refund-failed':
      if (basket.attempt === undefined && basket.begun === undefined && sentUntil >= atMs) return undefined;
      return nextBasket(ended, atMs, { begun: undefined, sentUntil: Math.max(sentUntil, atMs) }, { what: 'restored' });
    case 'billed':
    case 'refunded':
    case 'skipped':
      return undefined;
  }
}
