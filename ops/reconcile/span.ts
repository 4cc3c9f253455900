import { hourMs, minuteMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { Span } from '../../lib/platforms/admin/platform-admin.ts';
import type { Scope } from '../../lib/reconcile/decide.ts';
import { overlapMs, webhookGraceMs, type ReconcileState } from '../../lib/reconcile/state.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';

/** How far back it looks at a shop whose reconciliation isn't on. */
const defaultMs = 24 * hourMs;

/**
 * Which orders a person looks at: what the next pass would look at, and what it can't queue; or, with `sinceMs`, what changed and was paid since
 * then, even before reconciliation was switched on.
 * @throws ThankflowError `usage` if that leaves nothing to look at
 */
export function spanToLookAt(
  settings: Pick<ShopSettings, 'ordersPaidFrom' | 'reconcile'>,
  state: Pick<ReconcileState, 'since' | 'cursorMs' | 'many'> | undefined,
  sinceMs: number | undefined,
  nowMs: number,
): { span: Span; scope: Omit<Scope, 'undoesReversals'> } {
  const untilMs = nowMs - webhookGraceMs;
  if (sinceMs !== undefined && sinceMs >= untilMs) {
    throw new ThankflowError(
      'usage',
      `--since: orders of the last ${webhookGraceMs / minuteMs} minutes are left out, because their webhooks may be on the way. Choose an earlier time.`,
    );
  }
  const ownFromMs = state === undefined ? nowMs - defaultMs : (state.many?.fromMs ?? state.cursorMs) - overlapMs;
  const fromMs = Math.min(sinceMs ?? ownFromMs, untilMs);
  const countFromMs = sinceMs ?? (state === undefined ? fromMs : Date.parse(state.since));
  return {
    span: { fromMs, untilMs },
    scope: {
      paidFromMs: Math.max(Date.parse(settings.ordersPaidFrom), countFromMs),
      channels: settings.reconcile?.channels,
    },
  };
}
