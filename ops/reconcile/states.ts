import { ThankflowError } from '../../lib/errors.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows, type Rows } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';

type Aws = Pick<StageAws, 'documents' | 'ordersTable'>;

/** How far the shops of a stage are reconciled. */
export const reconcileStates = ({ documents, ordersTable }: Aws): Rows<ReconcileState> =>
  rows<ReconcileState>(documents, ordersTable, ReconcileState);

/** Makes the next run of reconcile look at the shop: within five minutes. @param queuedUntilMs a person has queued what changed before this */
export async function reconcileSoon(aws: Aws, shop: string, queuedUntilMs: number): Promise<void> {
  await reconcileStates(aws).change(keys.reconcile(shop), (state) => ({
    ...state,
    queuedUntilMs: Math.max(queuedUntilMs, state.queuedUntilMs ?? 0),
    // A person has agreed to what the pass has found so far.
    passCounts: undefined,
    dueAt: Date.now(),
  }));
}

/** Forgets what is missing: only orders paid from now on count. @throws `usage` if reconciliation isn't on */
export async function reconcileFromNow(aws: Aws, shop: string): Promise<void> {
  const nowMs = Date.now();
  const { row } = await reconcileStates(aws).change(keys.reconcile(shop), (state) => ({
    ...state,
    since: new Date(nowMs).toISOString(),
    cursorMs: nowMs,
    passUntilMs: undefined,
    passCounts: undefined,
    many: undefined,
    dueAt: nowMs,
  }));
  if (row === undefined)
    throw new ThankflowError('usage', `the reconciliation of ${shop} isn't on: its settings have no \`reconcile\``);
}
