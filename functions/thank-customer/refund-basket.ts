import { crashFacts } from '../../lib/error-facts.ts';
import { refundsOf, refundWanted } from '../../lib/order/basket/refund.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { compareAmounts } from '../../lib/order/money.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** Notes in the basket's row what was refunded to the customer, and wakes the worker that tells Thanx. */
export async function refundBasket(
  { store, wakeReceipt, telemetry, now }: Pick<Ports, 'store' | 'wakeReceipt' | 'telemetry' | 'now'>,
  order: ThankuState,
): Promise<void> {
  const { shop, pid, amount = '0' } = order;
  // Most orders have no refund, so their basket's row isn't read.
  if (order.reversed === undefined && compareAmounts(refundsOf(order, amount).subtotal, '0') === 0) return;
  const { changed, row } = await store.basket.change(keys.basket(shop, pid), (basket) =>
    refundWanted(basket, refundsOf(order, basket.subtotal), now()),
  );
  if (!changed) return;
  if (row.refundMissed !== undefined) {
    telemetry.warn('a refund was not sent to Thanx', { shop, pid, reason: row.refundMissed });
    telemetry.count('BasketRefundMissed');
  }
  if (row.dueKind !== 'receipt') return;
  try {
    await wakeReceipt(row);
  } catch (error) {
    telemetry.warn('the refund of a basket could not be woken: its row brings it back', crashFacts(error));
  }
}
