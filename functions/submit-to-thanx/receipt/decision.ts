import { keyText } from '../../../lib/order/order-key.ts';
import { decided, decisionPublished, type Decision } from '../../../lib/order/receipt/poll.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { Changed } from '../../../lib/store/rows.ts';
import type { Ports } from '../ports.ts';
import { tell } from '../tell.ts';
import { keyOf } from './apply-action.ts';

/**
 * Records what became of a receipt. It isn't published yet.
 * @param receipt as this worker has read or written it last
 * @param id Thanx's ID of the receipt
 */
export const recordDecision = (
  { store, now }: Pick<Ports, 'store' | 'now'>,
  receipt: ReceiptState,
  id: string,
  decision: Decision,
): Promise<Changed<ReceiptState>> =>
  store.receipt.change(keyOf(receipt), (current) => decided(current, id, decision, now()), receipt);

/** As `recordDecision`, and publishes it. @returns whether this call recorded it. Somebody else may have been quicker */
export async function settleReceipt(
  ports: Ports,
  receipt: ReceiptState,
  id: string,
  decision: Decision,
): Promise<boolean> {
  const { changed, row } = await recordDecision(ports, receipt, id, decision);
  if (row !== undefined) await publishDecision(ports, row);
  return changed;
}

/** Publishes at least once: after a crash, the row comes back and publishes again. */
export async function publishDecision(ports: Ports, receipt: ReceiptState): Promise<void> {
  const { shop, pid, id, state, rejectionText } = receipt;
  if ((state !== 'applied' && state !== 'denied') || receipt.announced !== false) return;
  const told = await tell(
    ports,
    { shop, pid, receipt },
    { type: 'Receipt Settled', state, receiptId: id, ...(rejectionText !== undefined && { rejectionText }) },
  );
  ports.telemetry.info('receipt decided', { shop, pid, order: keyText(receipt), state });
  ports.telemetry.count(state === 'applied' ? 'ReceiptApplied' : 'ReceiptDenied');
  await ports.store.receipt.change(keyOf(receipt), (row) => decisionPublished(row, ports.now()), receipt);
  await told.wake();
}
