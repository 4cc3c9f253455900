import { dayMs } from '../../../lib/durations.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import type { PollReceipts } from '../../../lib/order/event.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ListedReceipt } from '../../../lib/partners/thanx/list-receipts.ts';
import { keys } from '../../../lib/store/keys.ts';
import { leavingUnreadable } from '../../../lib/store/unreadable.ts';
import type { Ports } from '../ports.ts';
import { ordersMarked } from './same-receipt.ts';

/** Older ones have been polled themselves. */
const purchasedWithinMs = 7 * dayMs;
/** Each is one read. Most were decided long ago. */
const maxRows = 10;

/**
 * The customer's other receipts that Thanx has decided about, and that would be polled later: of any shop with this credential. They were on the
 * pages that were read for the receipts of `message`.
 */
export async function alsoDecided(
  ports: Ports,
  message: PollReceipts,
  listed: readonly ListedReceipt[],
): Promise<ReceiptState[]> {
  const asked = new Set(message.receipts.map(keyText));
  const recent = listed
    .filter(({ state }) => state === 'applied' || state === 'denied')
    .filter(({ purchasedAtMs = ports.now() }) => ports.now() - purchasedAtMs < purchasedWithinMs)
    .toSorted((a, b) => (b.purchasedAtMs ?? 0) - (a.purchasedAtMs ?? 0))
    .flatMap(ordersMarked)
    .filter((order) => !asked.has(keyText(order)))
    .slice(0, maxRows);
  const rows = await Promise.all(
    recent.map(({ shop, pid }) =>
      leavingUnreadable(ports.telemetry, () => ports.store.receipt.get(keys.receipt(shop, pid)), undefined),
    ),
  );
  return rows
    .filter((row) => row !== undefined)
    .filter((row) => row.dueKind === 'follow' && row.credential === ports.credentialName);
}
