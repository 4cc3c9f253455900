import { applyRefreeze } from './apply-refreeze.ts';
import { proposeRefreeze, type RefreezePorts } from './refreeze.ts';
import type { Part } from '../../lib/order/standing.ts';
import { retryOrder, type Retried } from './retry.ts';

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
  const refrozen: Part[] = [];
  if (refreeze) {
    const proposal = await proposeRefreeze(ports, shop, pid);
    const applied = proposal.kind === 'proposal' ? await applyRefreeze(ports, proposal) : undefined;
    if (applied?.kind === 'refrozen') refrozen.push(...applied.parts);
  }
  const retried = await retryOrder(ports, shop, pid);
  const parts = retried.kind === 'retried' ? [...refrozen, ...retried.parts] : refrozen;
  if (parts.length > 0) return { kind: 'retried', parts, refrozen };
  return retried.kind === 'retried' ? { kind: 'nothing-failed' } : retried;
}
