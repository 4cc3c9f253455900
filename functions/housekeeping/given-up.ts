import { dayMs } from '../../lib/durations.ts';
import { keptInSight, noLongerInSight } from '../../lib/order/due.ts';
import { repairMs } from '../../lib/order/repair-time.ts';
import { orderOf } from '../../lib/store/due.ts';
import { giftCardsSk, keys, receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { inBatches } from './in-batches.ts';
import type { Job, Ports } from './ports.ts';

/** What may not be given up is looked at again this much later. */
const lookAgainMs = dayMs;

/**
 * Failed orders that nobody put right within thirty days: their personal data goes, their rows stay. Receipts of unknown outcome are not
 * given up: without their payload they could never be told from a missing one. Nor is what an operator gave another chance just now, or
 * what of the order is still under way: such rows leave this job's way for a day. Requests about customers wait for a person, however
 * long it takes.
 */
export const givenUp: Job = (ports, untilMs) =>
  inBatches(
    ports.due('stuck', ports.now() - repairMs),
    { untilMs, now: ports.now },
    {
      look: async ({ pk, sk }) => {
        const order = orderOf(pk);
        return order && (await giveUp(ports, order, sk)) ? pk : undefined;
      },
    },
  );

async function giveUp({ store, now }: Ports, { shop, pid }: { shop: string; pid: string }, sk: string) {
  const [order, receipt, cards] = [keys.thanku(shop, pid), keys.receipt(shop, pid), keys.giftCards(shop, pid)];
  const rows = await Promise.all([store.thanku.get(order), store.receipt.get(receipt), store.giftCards.get(cards)]);
  if (rows[1]?.state === 'unknown' || rows.some((row) => row?.dueKind === 'thanku' || row?.dueKind === 'receipt')) {
    const nextMs = now() - repairMs + lookAgainMs;
    if (sk === thankuSk) await store.thanku.change(order, (row) => keptInSight(row, nextMs));
    if (sk === receiptSk) await store.receipt.change(receipt, (row) => keptInSight(row, nextMs));
    if (sk === giftCardsSk) await store.giftCards.change(cards, (row) => keptInSight(row, nextMs));
    return false;
  }
  await store.payload.delete(keys.payload(shop, pid));
  await store.thanku.change(order, noLongerInSight);
  await store.receipt.change(receipt, noLongerInSight);
  await store.giftCards.change(cards, noLongerInSight);
  return true;
}
