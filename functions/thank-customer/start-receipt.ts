import { crashFacts } from '../../lib/error-facts.ts';
import { messageGraceMs } from '../../lib/order/grace-periods.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { maybeSent } from '../../lib/order/receipt/restored.ts';
import { receiptDecided } from '../../lib/order/thanku/settling.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';

/** Creates the receipt's row and wakes its worker. The order's row says so with its next write. */
export async function startReceipt(ports: Ports, hand: InHand): Promise<InHand> {
  const { order, payload } = hand;
  const nowMs = ports.now();
  if (order.receipt !== 'wanted' || (order.notBefore > nowMs && order.attempts === 0)) return hand;
  const { shop, pid, orderId } = order;
  const key = keys.receipt(shop, pid);
  const plan = (payload ?? (await ports.store.payload.get(keys.payload(shop, pid))))?.receipt;
  if (plan === undefined) {
    const none = (row: ThankuState) => receiptDecided(row, 'none', 'erased', nowMs);
    const { row = order } = await ports.store.thanku.change(keys.thanku(shop, pid), none, order);
    return { ...hand, order: row };
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
    // Thanx isn't called by a stage that simulates, so nothing is searched for there.
    ...(order.restored === true && !ports.simulateAll && maybeSent(nowMs)),
  };
  await ports.store.receipt.insert(key, receipt);
  try {
    await ports.wakeReceipt(receipt);
  } catch (error) {
    // The receipt's row is due in a minute, and ThankU must not wait for it.
    ports.telemetry.warn('the receipt could not be woken: its row brings it back', crashFacts(error));
  }
  return { ...hand, hasReceipt: true };
}
