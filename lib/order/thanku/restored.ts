import { roundOf } from './limit.ts';
import { isFinal, nextThanku, type ThankuState } from './state.ts';

/**
 * The row comes from a restored table. It may have been attempted since, and what it needs of its shop's limit has to be
 * reserved again. `undefined`: it's known already, or nothing of it will be sent.
 */
export function thankuRestored(order: ThankuState, nowMs: number): ThankuState | undefined {
  if (order.simulated === true || order.state === 'early') return undefined;
  if (isFinal(order) && order.receipt !== 'wanted') return undefined;
  // After an earlier restore, it may have reserved its units since: of a limit whose reservations are void now.
  if (order.restored === true && (isFinal(order) || order.counted === undefined)) return undefined;
  const uncounted = isFinal(order) ? {} : { counted: undefined, limitRound: roundOf(order) + 1 };
  return nextThanku(order, nowMs, { restored: true, ...uncounted }, { what: 'restored' });
}
