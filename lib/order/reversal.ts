import { addAmounts, compareAmounts } from './money.ts';
import type { Refund } from './order.ts';
import { ThankuState, reversalUntold } from './thanku-state.ts';
import { skipped } from './thanku-transitions.ts';

export interface Reversal {
  kind: 'cancelled' | 'refunded' | 'unpaid';
  at: string;
}

/** Refund amounts by id, those already known kept as they are. */
export function mergeRefunds(
  known: Record<string, string> | undefined,
  told: readonly Refund[],
): Record<string, string> {
  const merged = { ...known };
  for (const refund of told) merged[refund.id] ??= refund.amount ?? '?';
  return merged;
}

/** Whether the refunds that came after the claim give the whole amount back. Refunds of unknown size count nothing. */
export function refundsCover(refunds: Record<string, string>, amount: string | undefined): boolean {
  if (amount === undefined) return false;
  const total = Object.values(refunds)
    .filter((refund) => refund !== '?')
    .reduce((sum, refund) => addAmounts(sum, refund), '0');
  return compareAmounts(total, '0') > 0 && compareAmounts(total, amount) >= 0;
}

/**
 * What a cancellation or a refund does to an order (see "When events meet states" in docs/architecture.md):
 * not yet posted → skipped; posted → recorded, because neither partner can undo. `undefined`: known already.
 */
export function reversed(order: ThankuState, reversal: Reversal, nowMs: number): ThankuState | undefined {
  if (order.reversed !== undefined) return undefined;
  const recorded = ThankuState.parse({ ...order, reversed: reversal, updatedAt: new Date(nowMs).toISOString() });
  if (reversalUntold(recorded)) return ThankuState.parse({ ...recorded, dueKind: 'thanku', dueAt: nowMs });
  return skipped(recorded, reversal.kind, nowMs) ?? recorded;
}

/** The reversal's event went out. */
export const reversalTold = (order: ThankuState): ThankuState | undefined =>
  reversalUntold(order) && order.reversed !== undefined
    ? { ...order, reversed: { ...order.reversed, told: true } }
    : undefined;

/** A refund: recorded, and a reversal once the whole amount is given back. */
export function refunded(
  order: ThankuState,
  told: { refunds: readonly Refund[]; full: boolean; at: string },
  nowMs: number,
): ThankuState | undefined {
  const refunds = mergeRefunds(order.refunds, told.refunds);
  const grown = Object.keys(refunds).length > Object.keys(order.refunds ?? {}).length;
  const recorded = grown ? ThankuState.parse({ ...order, refunds, updatedAt: new Date(nowMs).toISOString() }) : order;
  const full = told.full || refundsCover(refunds, order.amount);
  const whole = full ? reversed(recorded, { kind: 'refunded', at: told.at }, nowMs) : undefined;
  return whole ?? (grown ? recorded : undefined);
}
