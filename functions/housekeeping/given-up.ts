import { inBatches, ofOrder } from './in-batches.ts';
import type { Job, Ports } from './ports.ts';
import { dayMs } from '../../lib/durations.ts';
import { basketGivenUp } from '../../lib/order/basket/refund.ts';
import { keptInSight, noLongerInSight } from '../../lib/order/due.ts';
import { repairMs } from '../../lib/order/repair-time.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { noLongerStuck } from '../../lib/notify/transitions.ts';
import { basketSk, giftCardsSk, keys, noticesAt, receiptSk, thankuSk } from '../../lib/store/keys.ts';

/**
 * Deletes the personal data of failed orders that nobody repaired within thirty days; their rows stay. Keeps the data, and looks again a day
 * later, if a receipt's outcome is unknown (without the payload, nobody could find it at Thanx) or if a part of the order is still in
 * progress, for example because an operator has just retried it. Customers' privacy requests are never given up.
 */
export const givenUp: Job = (ports, untilMs) =>
  inBatches(
    ports.due('stuck', ports.now() - repairMs),
    { untilMs, now: ports.now },
    {
      look: async (entry) =>
        noticesAt(entry) === undefined
          ? await ofOrder(async (order, sk) => ((await giveUp(ports, order, sk)) ? order : undefined))(entry)
          : await ports.store.notices.change(entry, noLongerStuck),
    },
  );

/** Whether a row with this due kind is still worked on. */
const isOpen = (dueKind: string | undefined): boolean =>
  dueKind === 'thanku' || dueKind === 'receipt' || dueKind === 'limit';

async function giveUp({ store, now }: Ports, { shop, pid }: OrderKey, sk: string) {
  const [order, receipt] = [keys.thanku(shop, pid), keys.receipt(shop, pid)];
  const [basket, cards] = [keys.basket(shop, pid), keys.giftCards(shop, pid)];
  const [itsReceipt, ...others] = await Promise.all([
    store.receipt.get(receipt),
    store.thanku.get(order),
    store.basket.get(basket),
    store.giftCards.get(cards),
  ]);
  if (itsReceipt?.state === 'unknown' || [itsReceipt, ...others].some((row) => isOpen(row?.dueKind))) {
    const nextMs = now() - repairMs + dayMs;
    if (sk === thankuSk) await store.thanku.change(order, (row) => keptInSight(row, nextMs));
    if (sk === receiptSk) await store.receipt.change(receipt, (row) => keptInSight(row, nextMs));
    if (sk === basketSk) await store.basket.change(basket, (row) => keptInSight(row, nextMs));
    if (sk === giftCardsSk) await store.giftCards.change(cards, (row) => keptInSight(row, nextMs));
    return false;
  }
  await store.payload.delete(keys.payload(shop, pid));
  await store.thanku.change(order, noLongerInSight);
  await store.receipt.change(receipt, noLongerInSight);
  await store.basket.change(basket, basketGivenUp);
  await store.giftCards.change(cards, noLongerInSight);
  return true;
}
