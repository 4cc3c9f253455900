import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keys } from '../store/keys.ts';
import { rows } from '../store/rows.ts';
import { ReconcileState, switchedOn } from './state.ts';

/**
 * Switches a shop's reconciliation on or off, as its settings say. Switching on what is on changes nothing: it keeps the instant from which
 * orders count.
 */
export async function switchReconciliation(
  { documents, ordersTable }: { documents: DynamoDBDocumentClient; ordersTable: string },
  shop: string,
  isOn: boolean,
  nowMs: number,
): Promise<void> {
  const states = rows<ReconcileState>(documents, ordersTable, ReconcileState);
  if (isOn) await states.insert(keys.reconcile(shop), switchedOn(shop, nowMs));
  else await states.delete(keys.reconcile(shop));
}
