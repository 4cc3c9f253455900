import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows } from '../../lib/store/rows.ts';

/** Has a shop reconciled with the next run, as if it had not failed before. @returns false if its reconciliation is off */
export async function reconcileSoon(
  { documents, ordersTable }: { documents: DynamoDBDocumentClient; ordersTable: string },
  shop: string,
  nowMs: number,
): Promise<boolean> {
  const states = rows<ReconcileState>(documents, ordersTable, ReconcileState);
  const { changed } = await states.change(keys.reconcile(shop), (state) => ({
    ...state,
    failing: undefined,
    dueAt: nowMs,
  }));
  return changed;
}
