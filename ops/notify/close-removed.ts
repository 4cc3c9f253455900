import { targetRemoved } from '../../lib/circuit/target.ts';
import { targetControl } from '../../lib/store/control.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { targetStates } from './target-circuits.ts';

type Tables = Pick<StageAws, 'documents' | 'controlTable' | 'ordersTable' | 'stage'>;

/** Closes the circuits of targets that a shop's settings no longer have. What waits for them is skipped. */
export async function closeRemoved(aws: Tables, shop: string, kept: readonly string[]): Promise<void> {
  for (const { target } of await targetStates(aws, shop))
    if (!kept.includes(target)) await closeTarget(aws, { shop, target });
}

export const closeTarget = (
  { documents, controlTable, ordersTable, stage }: Tables,
  of: { shop: string; target: string },
): Promise<void> =>
  targetRemoved(
    {
      store: orderStore(documents, ordersTable),
      targetControl: targetControl(documents, controlTable),
      // Until then, functions may remember settings that have it.
      now: () => Date.now() + stage.cacheTtlMs,
    },
    of,
  );
