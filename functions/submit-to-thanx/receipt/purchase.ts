import type { Purchase } from '../../../lib/order/loyalty-message.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { onlyPolled } from '../../../lib/order/receipt/poll.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { instantToleranceMs, receiptOf } from '../../../lib/order/receipt/purchase.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { keys } from '../../../lib/store/keys.ts';
import { leavingUnreadable } from '../../../lib/store/unreadable.ts';
import type { Ports } from '../ports.ts';
import { keyOf } from './apply-action.ts';
import { publishDecision, recordDecision } from './decision.ts';
import { stopPollingErased } from './submitted.ts';

/**
 * Settles the receipt that a purchase at Thanx is: it was applied. It asks Thanx nothing, so it needs no permit. If it isn't certain which receipt that is, or
 * whether it's one at all, nothing happens: Thanx is polled as if there had been no webhook.
 */
export async function settleByPurchase(ports: Ports, purchase: Purchase): Promise<Verdict> {
  if (ports.simulateAll) return done;
  const { store, telemetry, now } = ports;
  const found = receiptOf(purchase, await candidates(ports, purchase));
  switch (found.is) {
    case 'none':
      return done;
    case 'ambiguous': {
      // Later, when one of them is decided, this purchase must not seem to be another one's.
      for (const receipt of found.receipts)
        await store.receipt.change(keyOf(receipt), (row) => onlyPolled(row, now()), receipt);
      telemetry.info('a purchase fits several receipts: they are polled', {
        orders: found.receipts.map(keyText).join(' ').slice(0, 2000),
      });
      return done;
    }
    case 'certain':
      return await settleAsApplied(ports, found.receipt);
  }
}

/** A worker that has recorded a decision has published it by then, or has died, ms. */
const publishedAfterMs = 60_000;

async function settleAsApplied(ports: Ports, receipt: ReceiptState): Promise<Verdict> {
  const { shop, pid, id, state } = receipt;
  if (id === undefined || (await stopPollingErased(ports, receipt))) return done;
  if (state !== 'submitted') {
    // Thanx sends many purchases twice, at the same time: another worker is probably publishing it right now.
    const waitMs = Date.parse(receipt.updatedAt) + publishedAfterMs - ports.now();
    if (waitMs > 0) return again(waitMs / 1000);
    await publishDecision(ports, receipt);
    return done;
  }
  const { changed, row } = await recordDecision(ports, receipt, id, { state: 'applied' });
  // Whoever was quicker publishes it.
  if (!changed) return done;
  ports.telemetry.info('a purchase settled a receipt', { shop, pid, order: keyText(receipt) });
  ports.telemetry.count('PurchaseSettled');
  await publishDecision(ports, row);
  return done;
}

/** The member's receipts with this credential, which signed the purchase, that were paid at about the same time. */
async function candidates({ store, followed, telemetry, credentialName }: Ports, { userId, purchasedAt }: Purchase) {
  const atMs = Date.parse(purchasedAt);
  const orders = await followed(userId, atMs - instantToleranceMs, atMs + instantToleranceMs);
  const rows = await Promise.all(
    orders.map(({ shop, pid }) =>
      leavingUnreadable(telemetry, () => store.receipt.get(keys.receipt(shop, pid)), undefined),
    ),
  );
  return rows.filter((row) => row !== undefined).filter(({ credential }) => credential === credentialName);
}
