import { keyText } from '../../lib/order/order-key.ts';
import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import { receiptSkipped } from '../../lib/order/receipt-transitions.ts';
import { isSettled, reversalUntold, type ThankuState } from '../../lib/order/thanku-state.ts';
import { announced, announcing, receiptDecided, skipped } from '../../lib/order/thanku-transitions.ts';
import { reversalTold } from '../../lib/order/reversal.ts';
import { keys } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import type { Ports } from './ports.ts';

/** A loyalty worker that never hears of a receipt finds it on its row after this long. */
const missedWakeUpMs = 60_000;

/** Gives the receipt its own row and wakes its worker. Nothing of this delays the ThankU. */
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
    state: 'waiting',
    attempts: 0,
    notBefore: nowMs,
    createdAt: at,
    updatedAt: at,
    dueKind: 'receipt',
    dueAt: nowMs + missedWakeUpMs,
  };
  await ports.store.receipt.insert(key, receipt);
  const { row } = await ports.store.thanku.change(keys.thanku(shop, pid), (current) =>
    receiptDecided(current, 'created', undefined, nowMs),
  );
  // Cancelled in between: the one who cancelled may have looked before the receipt was there.
  const { reversed } = row ?? order;
  if (reversed !== undefined) {
    await ports.store.receipt.change(key, (waiting) => receiptSkipped(waiting, reversed.kind, ports.now()));
    return;
  }
  try {
    await ports.wakeReceipt(receipt);
  } catch (error) {
    // Its row is due in a minute, and ThankU must not wait for it.
    const name = error instanceof Error ? error.name : 'unknown';
    ports.telemetry.warn('the receipt could not be woken: its row brings it back', { shop, pid, error: name });
  }
}

/** Everything that follows from a state: the events, the dead letter, the erasure asked for meanwhile, the tombstones. */
export async function finish(ports: Ports, shop: string, pid: string): Promise<void> {
  const key = keys.thanku(shop, pid);
  const order = await ports.store.thanku.get(key);
  if (order === undefined || isSettled(order)) return;
  if (
    order.announced === false &&
    (await ports.store.thanku.change(key, (row) => announcing(row, ports.now()))).changed
  ) {
    await announce(ports, order);
    await ports.store.thanku.change(key, (row) => announced(row, ports.now()));
  }
  if (reversalUntold(order)) {
    await publishReversal(ports, order);
    await ports.store.thanku.change(key, reversalTold);
  }
  if (order.erase === true && (order.lease === undefined || order.lease.until <= ports.now())) {
    await ports.store.payload.delete(keys.payload(shop, pid));
    await ports.store.thanku.change(key, (row) => skipped(row, 'erased', ports.now()));
  }
  // Reversed while an attempt was open that did not end in a ThankU: no further one, however long the shop is held.
  if (order.reversed !== undefined) {
    await ports.store.thanku.change(key, (row) => row.reversed && skipped(row, row.reversed.kind, ports.now()));
  }
  await settle(ports.store, shop, pid, ports.now());
}

async function announce(ports: Ports, order: ThankuState): Promise<void> {
  const { shop, orderId, number, pid, id } = order;
  const about = { shop, orderId, number, pid };
  if (order.state === 'failed') {
    const reason = order.reason ?? 'failed';
    await ports.sendDeadLetter({ key: keyText({ shop, pid }), reason });
    await ports.publish({ type: 'Order Failed', detail: { ...about, partner: 'thanku', reason } });
    ports.telemetry.count('OrderFailed');
    return;
  }
  const simulated = order.state === 'simulated';
  const thanku = { id, link: order.link, certificateNum: order.certificateNum, certificateLink: order.certificateLink };
  const detail = { ...about, simulated, cause: order.cause, impact: order.impact, thanku };
  await ports.publish({
    type: 'Order Thanked',
    detail: simulated || id === undefined ? detail : { ...detail, customerLink: customerLink(id) },
  });
  ports.telemetry.count('OrderThanked');
}

async function publishReversal(ports: Ports, { shop, orderId, number, pid, id, reversed }: ThankuState): Promise<void> {
  const detail = { shop, orderId, number, pid, kind: reversed?.kind, at: reversed?.at, thankuId: id };
  await ports.publish({ type: 'Order Reversed', detail });
}
