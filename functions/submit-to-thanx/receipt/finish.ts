import { keyText } from '../../../lib/order/order-key.ts';
import { receiptAnnounced, receiptSkipped } from '../../../lib/order/receipt/transitions.ts';
import { keys } from '../../../lib/store/keys.ts';
import { settle } from '../../../lib/store/settle.ts';
import type { Ports } from '../ports.ts';

/** Does everything that follows from a state: dead letter and event of a refusal, requested erasure, tombstones. */
export async function finish(ports: Ports, shop: string, pid: string): Promise<void> {
  const key = keys.receipt(shop, pid);
  const receipt = await ports.store.receipt.get(key);
  if (receipt === undefined) return;
  if (receipt.state === 'rejected' && receipt.announced === false) {
    const reason = receipt.reason ?? 'rejected';
    await ports.sendDeadLetter({ key: keyText({ shop, pid }), reason });
    const detail = { shop, orderId: receipt.orderId, pid, partner: 'thanx' as const, reason };
    await ports.publish({ type: 'Order Failed', detail });
    ports.telemetry.count('ReceiptRejected');
    await ports.store.receipt.change(key, (row) => receiptAnnounced(row, ports.now()));
  }
  if (receipt.erase === true && receipt.state !== 'sending') {
    await ports.store.payload.delete(keys.payload(shop, pid));
    await ports.store.receipt.change(key, (row) => receiptSkipped(row, 'erased', ports.now()));
  }
  await settle(ports.store, shop, pid, ports.now());
}
