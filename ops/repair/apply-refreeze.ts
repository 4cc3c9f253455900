import { receiptRefrozen } from '../../lib/order/receipt/repair.ts';
import { refrozen } from '../../lib/order/thanku/repair.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { keys } from '../../lib/store/keys.ts';
import { proposeRefreeze, type RefreezePorts, type RefreezeProposal } from './refreeze.ts';
import { retryOrder, type Retried } from './retry.ts';
import type { Part } from '../../lib/order/standing.ts';

type Proposal = Extract<RefreezeProposal, { kind: 'proposal' }>;

export type Refrozen =
  | { kind: 'refrozen'; parts: Part[] }
  /** Somebody was quicker: look again. */
  | { kind: 'changed-meanwhile' }
  | { kind: 'data-gone' };

/** More than this of one order's frozen requests are not kept; the oldest that no row names go. */
const keptAtMost = 20;

/**
 * Does what was proposed: keeps the new request beside the others, then lets the row name it and gives the order another
 * chance, in one write that holds only if nothing came between. Whatever breaks off before that write leaves the order as it
 * was; after it, housekeeping finds the row. Safe to repeat.
 */
export async function applyRefreeze(ports: RefreezePorts, proposal: Proposal): Promise<Refrozen> {
  const { shop, pid, fresh, order, receipt } = proposal;
  if (fresh.thanku === undefined && fresh.receipt === undefined) return { kind: 'changed-meanwhile' };
  const { store, now } = ports;
  const id = ports.newId();
  const named = new Set([order.frozen, receipt?.frozen]);
  const kept = await store.payload.change(keys.payload(shop, pid), (payload) => {
    const all = [...(payload.refrozen ?? []), { id, ...fresh }];
    const unnamed = all.slice(0, -1).filter((one) => !named.has(one.id));
    const dropped = new Set(unnamed.slice(0, Math.max(0, all.length - keptAtMost)));
    return { ...payload, refrozen: all.filter((one) => !dropped.has(one)) };
  });
  if (!kept.changed) return { kind: 'data-gone' };

  const parts: Part[] = [];
  if (fresh.thanku !== undefined) {
    const { donateeGroup: cause, impactValue: impact } = ThankuRequest.parse(JSON.parse(fresh.thanku.body));
    const simulated = fresh.thanku.simulate ? { simulated: true as const } : {};
    const { changed } = await store.thanku.change(keys.thanku(shop, pid), (row) =>
      refrozen(row, order, { frozen: id, cause, impact, ...simulated }, now()),
    );
    if (changed) parts.push('thanku');
  }
  if (fresh.receipt !== undefined && receipt !== undefined) {
    const { credential } = fresh.receipt;
    const { changed } = await store.receipt.change(keys.receipt(shop, pid), (row) =>
      receiptRefrozen(row, receipt, { frozen: id, credential }, now()),
    );
    if (changed) parts.push('receipt');
  }
  // One that was never tried waits on.
  if (parts.includes('thanku') && order.state === 'failed') await ports.sendOrders({ type: 'wake', shop, pid });
  if (parts.includes('receipt') && fresh.receipt !== undefined) {
    await ports.wakeReceipt({ shop, pid, credential: fresh.receipt.credential });
  }
  return parts.length > 0 ? { kind: 'refrozen', parts } : { kind: 'changed-meanwhile' };
}

/** What was done for an order that had failed. `refrozen`: its parts with another request than before. */
export type Chance = Exclude<Retried, { kind: 'retried' }> | { kind: 'retried'; parts: Part[]; refrozen: Part[] };

/**
 * Gives what failed of an order another chance: with a request made from today's settings where they would send otherwise and that is safe, if
 * `refreeze` says so; whatever else of it has failed, with what is frozen. Safe to repeat.
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
