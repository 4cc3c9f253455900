import { ThankflowError } from '../../lib/errors.ts';
import { tellOfOrder, type PublishedNotice } from '../../lib/notify/tell.ts';
import { noticeOf, type OrderHappened } from '../../lib/order/notice.ts';
import { erasedSksOf } from '../../lib/store/erased.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/**
 * Publishes what happened to an order's receipt, basket or gift cards, at least once.
 * @param about.receipt the receipt's row, as this worker has read or written it last. It's read if neither it nor the basket is given
 * @param round distinguishes the failures of a receipt or of cards that were retried
 */
export async function tell(
  ports: Ports,
  { shop, pid, receipt, basket }: { shop: string; pid: string; receipt?: ReceiptState; basket?: BasketState },
  what: OrderHappened,
  round = 0,
): Promise<PublishedNotice> {
  const [order, read] = await Promise.all([
    ports.store.thanku.get(keys.thanku(shop, pid)),
    receipt ?? (basket === undefined ? ports.store.receipt.get(keys.receipt(shop, pid)) : undefined),
  ]);
  const notice = noticeOf(what, { shop, about: pid, round }, ports.now());
  if (order === undefined)
    throw new ThankflowError('bad-row', `the order ${shop}/${pid} has a receipt or gift cards, and no row of its own`);
  return await tellOfOrder(ports, notice, { order, receipt: read, basket }, () => erasedSksOf(ports.store, order));
}
