import { resolvedNotSent, resolvedSubmitted } from '../../lib/order/receipt/repair.ts';
import { lookedInto } from '../../lib/order/thanku/repair.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { showsAfterMs } from '../../lib/order/grace-periods.ts';
import { keys } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import type { RepairPorts } from './retry-order.ts';

/** What an operator found out about a receipt of unknown outcome: Thanx has it under this ID, or doesn't have it. */
export type Resolution = { as: 'submitted'; receiptId: string } | { as: 'not-sent' };

export interface ResolvePorts extends RepairPorts {
  /** Returns the orders whose ThankU or receipt has this ID. Only a hint, because the index may be a moment behind. */
  findById(id: string): Promise<OrderKey[]>;
}

export type Resolved =
  | { kind: 'submitted' | 'sent-again' }
  /** Thanx doesn't have it, and its data is gone, so nothing can be sent. */
  | { kind: 'given-up' }
  | { kind: 'submitted-already' }
  | { kind: 'refused'; because: 'unknown-order' | 'no-receipt' | 'changed-meanwhile' }
  /** The receipt's outcome is already known. */
  | { kind: 'refused'; because: 'not-unknown'; receipt: ReceiptState }
  /** Its request may still take effect until then, epoch ms. */
  | { kind: 'refused'; because: 'too-early'; untilMs: number }
  /** The ID belongs to another order. */
  | { kind: 'refused'; because: 'id-taken'; by: string };

/**
 * Records what an operator found out about a receipt of unknown outcome. Writes the row first, then sends the wake-up, so that a crash in
 * between only delays it. Safe to repeat, because it applies only to the attempt that it read.
 */
export async function resolveReceipt(
  ports: ResolvePorts,
  shop: string,
  pid: string,
  resolution: Resolution,
): Promise<Resolved> {
  const { store, now } = ports;
  const key = keys.receipt(shop, pid);
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return refused('unknown-order');
  const receipt = await store.receipt.get(key);
  if (receipt === undefined) return refused('no-receipt');
  const { state, attempt } = receipt;
  if (resolution.as === 'submitted' && receipt.id === resolution.receiptId) return { kind: 'submitted-already' };
  if (state === 'sending' && attempt !== undefined) {
    // Whoever notices that its worker is dead also waits a minute.
    return { kind: 'refused', because: 'too-early', untilMs: Math.max(attempt.deadAt, now()) + showsAfterMs };
  }
  if (state !== 'unknown') return { kind: 'refused', because: 'not-unknown', receipt };

  if (resolution.as === 'submitted') {
    const { receiptId } = resolution;
    const holders = await ports.findById(receiptId);
    const isItself = (found: OrderKey) => found.shop === shop && found.pid === pid;
    const other = holders.find((found) => order.id === receiptId || !isItself(found));
    if (other !== undefined) return { kind: 'refused', because: 'id-taken', by: keyText(other) };
    const { changed } = await store.receipt.change(key, (row) => resolvedSubmitted(row, attempt?.id, receiptId, now()));
    if (!changed) return refused('changed-meanwhile');
    await settle(store, shop, pid, now());
    return { kind: 'submitted' };
  }

  const showsAt = (attempt?.deadAt ?? 0) + showsAfterMs;
  if (showsAt > now()) return { kind: 'refused', because: 'too-early', untilMs: showsAt };
  const sendable = (await store.payload.get(keys.payload(shop, pid))) !== undefined;
  const { changed, row } = await store.receipt.change(key, (current) =>
    resolvedNotSent(current, attempt?.id, { sendable }, now()),
  );
  if (!changed) return refused('changed-meanwhile');
  if (row.state === 'waiting') {
    await ports.wakeReceipt(row);
    return { kind: 'sent-again' };
  }
  await settle(store, shop, pid, now());
  return { kind: 'given-up' };
}

const refused = (because: 'unknown-order' | 'no-receipt' | 'changed-meanwhile'): Resolved => ({
  kind: 'refused',
  because,
});

/** Records that a person has checked the order. `nothing-to-see`: it wasn't waiting for that. */
export async function resolveSeen(
  { store, now }: Pick<RepairPorts, 'store' | 'now'>,
  shop: string,
  pid: string,
): Promise<'seen' | 'nothing-to-see'> {
  const { changed } = await store.thanku.change(keys.thanku(shop, pid), (row) => lookedInto(row, now()));
  return changed ? 'seen' : 'nothing-to-see';
}
