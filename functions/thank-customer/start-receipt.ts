import { crashFacts } from '../../lib/error-facts.ts';
import { messageGraceMs } from '../../lib/order/grace-periods.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { receiptDecided } from '../../lib/order/thanku/settling.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

/** Creates the receipt's row and wakes its worker. A failure here doesn't delay the ThankU. */
export async function startReceipt(ports: Ports, order: ThankuState): Promise<void> {
  const nowMs = ports.now();
  if (order.receipt !== 'wanted' || (order.notBefore > nowMs && order.attempts === 0)) return;
  const { shop, pid, orderId } = order;
  const key = keys.receipt(shop, pid);
  const plan = (await ports.store.payload.get(keys.payload(shop, pid)))?.receipt;
  if (plan === undefined) {
    await ports.store.thanku.change(keys.thanku(shop, pid), (row) => receiptDecided(row, 'none', 'erased', nowMs));
    return;
  }
  const at = new Date(nowMs).toISOString();
  const receipt: ReceiptState = {
    shop,
    pid,
    orderId,
    credential: plan.credential,
    amount: plan.amount,
    state: 'waiting',
    attempts: 0,
    notBefore: nowMs,
    createdAt: at,
    updatedAt: at,
    dueKind: 'receipt',
    dueAt: nowMs + messageGraceMs,
  };
  await ports.store.receipt.insert(key, receipt);
  const { row } = await ports.store.thanku.change(keys.thanku(shop, pid), (current) =>
    receiptDecided(current, 'created', undefined, nowMs),
  );
  // If the order was reversed in the meantime, the receipt's row may not have existed yet.
  const { reversed } = row ?? order;
  if (reversed !== undefined) {
    await ports.store.receipt.change(key, (waiting) => receiptSkipped(waiting, reversalKind(reversed), ports.now()));
    return;
  }
  try {
    await ports.wakeReceipt(receipt);
  } catch (error) {
    // The receipt's row is due in a minute, and ThankU must not wait for it.
    ports.telemetry.warn('the receipt could not be woken: its row brings it back', crashFacts(error));
  }
}
