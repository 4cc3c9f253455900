import { crashFacts } from '../../lib/error-facts.ts';
import { messageGraceMs } from '../../lib/order/grace-periods.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { receiptDecided } from '../../lib/order/thanku/settling.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';

/** Creates the receipt's row and wakes its worker. A failure here doesn't delay the ThankU. Returns the order's row. */
export async function startReceipt(ports: Ports, { order, payload }: InHand): Promise<ThankuState> {
  const nowMs = ports.now();
  if (order.receipt !== 'wanted' || (order.notBefore > nowMs && order.attempts === 0)) return order;
  const { shop, pid, orderId } = order;
  const key = keys.receipt(shop, pid);
  const decided = async (receipt: 'created' | 'none', reason?: 'erased') => {
    const change = (row: ThankuState) => receiptDecided(row, receipt, reason, nowMs);
    return (await ports.store.thanku.change(keys.thanku(shop, pid), change, order)).row ?? order;
  };
  const plan = (payload ?? (await ports.store.payload.get(keys.payload(shop, pid))))?.receipt;
  if (plan === undefined) return await decided('none', 'erased');
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
  const row = await decided('created');
  // If the order was reversed in the meantime, the receipt's row may not have existed yet.
  const { reversed } = row;
  if (reversed !== undefined) {
    await ports.store.receipt.change(key, (waiting) => receiptSkipped(waiting, reversalKind(reversed), ports.now()));
    return row;
  }
  try {
    await ports.wakeReceipt(receipt);
  } catch (error) {
    // The receipt's row is due in a minute, and ThankU must not wait for it.
    ports.telemetry.warn('the receipt could not be woken: its row brings it back', crashFacts(error));
  }
  return row;
}
