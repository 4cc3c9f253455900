import { basketRefrozen } from '../../lib/order/basket/repair.ts';
import { receiptRefrozen } from '../../lib/order/receipt/repair.ts';
import { refrozen } from '../../lib/order/thanku/repair.ts';
import { givenBy } from '../../lib/order/thanku/plan.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { keys } from '../../lib/store/keys.ts';
import { proposeRefreeze, type RefreezePorts, type RefreezeProposal } from './refreeze.ts';
import { retryOrder, type Retried } from './retry-order.ts';
import type { Part } from '../../lib/order/standing.ts';

type Proposal = Extract<RefreezeProposal, { kind: 'proposal' }>;

export type Refrozen =
  | { kind: 'refrozen'; parts: Part[] }
  /** The order has changed since it was read. Read it again. */
  | { kind: 'changed-meanwhile' }
  | { kind: 'data-gone' };

/** The maximum of refrozen requests of an order. The oldest that no row refers to are deleted. */
const keptAtMost = 20;

/**
 * Applies a proposal: stores the new request beside the others, then makes the row refer to it and retries the order, in one write that requires
 * an unchanged row. If interrupted before that write, the order is unchanged. After it, housekeeping finds the row. Safe to repeat.
 */
export async function applyRefreeze(ports: RefreezePorts, proposal: Proposal): Promise<Refrozen> {
  const { shop, pid, fresh, order, receipt, basket } = proposal;
  if ((fresh.thanku ?? fresh.receipt ?? fresh.basket) === undefined) return { kind: 'changed-meanwhile' };
  const { store, now } = ports;
  const id = ports.newId();
  const named = new Set([order.frozen, receipt?.frozen, basket?.frozen]);
  const kept = await store.payload.change(keys.payload(shop, pid), (payload) => {
    const all = [...(payload.refrozen ?? []), { id, ...fresh }];
    const unnamed = all.slice(0, -1).filter((one) => !named.has(one.id));
    const dropped = new Set(unnamed.slice(0, Math.max(0, all.length - keptAtMost)));
    return { ...payload, refrozen: all.filter((one) => !dropped.has(one)) };
  });
  if (!kept.changed) return { kind: 'data-gone' };

  const parts: Part[] = [];
  if (fresh.thanku !== undefined) {
    const given = givenBy(ThankuRequest.parse(JSON.parse(fresh.thanku.body)));
    const simulated = fresh.thanku.simulate ? { simulated: true as const } : {};
    const { changed } = await store.thanku.change(keys.thanku(shop, pid), (row) =>
      refrozen(row, order, { frozen: id, ...given, ...simulated }, now()),
    );
    if (changed) parts.push('thanku');
  }
  if (fresh.receipt !== undefined && receipt !== undefined) {
    const { credential, amount } = fresh.receipt;
    const { changed } = await store.receipt.change(keys.receipt(shop, pid), (row) =>
      receiptRefrozen(row, receipt, { frozen: id, credential, amount }, now()),
    );
    if (changed) parts.push('receipt');
  }
  if (fresh.basket !== undefined && basket !== undefined) {
    const { credential, basket: content } = fresh.basket;
    const { changed } = await store.basket.change(keys.basket(shop, pid), (row) =>
      basketRefrozen(row, basket, { frozen: id, credential, subtotal: content.subtotal }, now()),
    );
    if (changed) parts.push('basket');
  }
  // A part that was never tried keeps waiting.
  if (parts.includes('thanku') && order.state === 'failed') await ports.sendOrders({ type: 'wake', shop, pid });
  if (parts.includes('receipt') && fresh.receipt !== undefined) {
    await ports.wakeReceipt({ shop, pid, credential: fresh.receipt.credential });
  }
  if (parts.includes('basket') && fresh.basket !== undefined) {
    await ports.wakeReceipt({ shop, pid, credential: fresh.basket.credential });
  }
  return parts.length > 0 ? { kind: 'refrozen', parts } : { kind: 'changed-meanwhile' };
}

/** What was done for a failed order. `refrozen`: the parts with a new request. */
export type Chance = Exclude<Retried, { kind: 'retried' }> | { kind: 'retried'; parts: Part[]; refrozen: Part[] };

/**
 * Retries the failed parts of an order. With `refreeze`, creates new requests from the current settings if they differ and that is safe. All
 * other parts use their frozen requests. Safe to repeat.
 */
export async function anotherChance(
  ports: RefreezePorts,
  shop: string,
  pid: string,
  { refreeze }: { refreeze: boolean },
): Promise<Chance> {
  const fresh: Part[] = [];
  if (refreeze) {
    const proposal = await proposeRefreeze(ports, shop, pid);
    const applied = proposal.kind === 'proposal' ? await applyRefreeze(ports, proposal) : undefined;
    if (applied?.kind === 'refrozen') fresh.push(...applied.parts);
  }
  const retried = await retryOrder(ports, shop, pid);
  const parts = retried.kind === 'retried' ? [...fresh, ...retried.parts] : fresh;
  if (parts.length > 0) return { kind: 'retried', parts, refrozen: fresh };
  return retried.kind === 'retried' ? { kind: 'nothing-failed' } : retried;
}
