import type { Telemetry } from '../../telemetry.ts';
import type { BasketState } from './state.ts';

/** Counts a refund that Thanx can't be told of, once the row says so. `before`: the row before it was changed. */
export function reportMissed(
  telemetry: Pick<Telemetry, 'warn' | 'count'>,
  before: BasketState | undefined,
  { shop, pid, refundMissed }: BasketState,
): void {
  if (refundMissed === undefined) return;
  // What is refunded after that has an amount, so it's sent.
  if (refundMissed === 'unknown-amount' && before?.refundMissed === refundMissed) return;
  telemetry.warn('a refund was not sent to Thanx', { shop, pid, reason: refundMissed });
  telemetry.count('BasketRefundMissed');
}
