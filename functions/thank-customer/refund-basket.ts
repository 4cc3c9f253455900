import { crashFacts } from '../../lib/error-facts.ts';
import { refundsOf, refundWanted } from '../../lib/order/basket/refund.ts';
import { reportMissed } from '../../lib/order/basket/report-missed.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** Notes in the basket's row what was refunded to the customer, and wakes the worker that tells Thanx. */
export async function refundBasket(
  { store, wakeReceipt, telemetry, now }: Pick<Ports, 'store' | 'wakeReceipt' | 'telemetry' | 'now'>,
  order: ThankuState,
): Promise<void> {
  const { shop, pid, reversed, refunds } = order;
  // Most orders have no refund, so their basket's row isn't read.
  if (reversed === undefined && refunds === undefined) return;
  let before: BasketState | undefined;
  const { changed, row } = await store.basket.change(keys.basket(shop, pid), (basket) => {
    before = basket;
    return refundWanted(basket, refundsOf(order, basket.subtotal), now());
  });
  if (!changed) return;
  reportMissed(telemetry, before, row);
  if (row.dueKind !== 'receipt') return;
  try {
    await wakeReceipt(row);
  } catch (error) {
    telemetry.warn('the refund of a basket could not be woken: its row brings it back', crashFacts(error));
  }
}
