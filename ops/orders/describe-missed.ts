import { dayMs } from '../../lib/durations.ts';
import { basketIdOf } from '../../lib/order/basket/plan.ts';
import { refundableMs } from '../../lib/order/basket/refund.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';

/** What to do about a refund that Thanx can't be told of. A person can do something about it, but nothing waits for that, so that no alarm stays on. */
export const describeMissed = (basket: BasketState): string =>
  `${whyMissed(basket)} To have the points taken back, ask Thanx, and name the basket ${basketIdOf(basket)}.`;

function whyMissed({ refundMissed, wanted = '0', refunded = '0' }: BasketState): string {
  if (refundMissed === 'unknown-amount')
    return 'The shop has refunded a part of it, and the platform doesn’t say how much, so thankflow can’t tell Thanx.';
  const why =
    refundMissed === 'erased' ? 'the customer was erased' : `refunds are sent for ${refundableMs / dayMs} days`;
  return `The shop has refunded ${wanted} of its subtotal, and Thanx was told of ${refunded}. thankflow can’t tell Thanx any more: ${why}.`;
}
