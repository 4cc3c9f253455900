import { ThankflowError } from '../../lib/errors.ts';
import { ReconcileState } from '../../lib/reconcile/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows, type Rows } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';

type Aws = Pick<StageAws, 'documents' | 'ordersTable'>;

/** How far the shops of a stage are reconciled. */
export const reconcileStates = ({ documents, ordersTable }: Aws): Rows<ReconcileState> =>
  rows<ReconcileState>(documents, ordersTable, ReconcileState);

/**
 * Has a shop reconciled by the first run after `dueMs`, as if it had not failed before.
 * @param queuedUntilMs a person has queued what changed before this
 * @returns false if its reconciliation is off
 */
export async function reconcileSoon(aws: Aws, shop: string, dueMs: number, queuedUntilMs = 0): Promise<boolean> {
  const { changed } = await reconcileStates(aws).change(keys.reconcile(shop), (state) => ({
    ...state,
    failing: undefined,
    ...(queuedUntilMs > 0 && agreed(state, queuedUntilMs)),
    dueAt: dueMs,
  }));
  return changed;
}

/** A person has queued what is missing: what is still missing then, such as an order that can't be read, doesn't ask again. */
const agreed = ({ queuedUntilMs = 0 }: ReconcileState, untilMs: number): Partial<ReconcileState> => ({
  queuedUntilMs: Math.max(queuedUntilMs, untilMs),
  agreedUntilMs: untilMs,
  passCounts: undefined,
});

/** Forgets what is missing: only orders paid from now on count. @throws `usage` if reconciliation isn't on */
export async function reconcileFromNow(aws: Aws, shop: string, nowMs = Date.now()): Promise<void> {
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
