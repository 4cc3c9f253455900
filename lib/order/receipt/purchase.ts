import type { Purchase } from '../loyalty-message.ts';
import { compareAmounts } from '../money.ts';
import type { ReceiptState } from './state.ts';

/** Thanx may round times to seconds, ms. */
export const instantToleranceMs = 1000;

/** What a purchase that Thanx reports says about a member's receipts. */
export type Found =
  /** It's what became of this receipt, and of no other. */
  | { is: 'certain'; receipt: ReceiptState }
  /** It fits several. Thanx doesn't say which. */
  | { is: 'ambiguous'; receipts: ReceiptState[] }
  | { is: 'none' };

/**
 * Finds the receipt that a purchase is. It has no ID of the receipt's, so member, merchant, amount and time have to be the same. Only a receipt that rests
 * until Thanx decides can be found: whatever else is to be done with a row is done first, and then it's polled.
 * @param receipts the member's, as they are now
 */
export function receiptOf(purchase: Purchase, receipts: readonly ReceiptState[]): Found {
  const [receipt, ...others] = receipts.filter((row) => fits(purchase, row));
  if (receipt === undefined) return { is: 'none' };
  if (others.length > 0) return { is: 'ambiguous', receipts: [receipt, ...others] };
  return receipt.dueKind === 'follow' ? { is: 'certain', receipt } : { is: 'none' };
}

/** Whether a purchase can fit both of a member's receipts. */
export const areAlike = (one: ReceiptState, other: ReceiptState): boolean =>
  one.follow?.merchantId === other.follow?.merchantId &&
  one.amount !== undefined &&
  other.amount !== undefined &&
  compareAmounts(one.amount, other.amount) === 0 &&
  one.purchasedAtMs !== undefined &&
  other.purchasedAtMs !== undefined &&
  Math.abs(one.purchasedAtMs - other.purchasedAtMs) < 2 * instantToleranceMs;

const fits = (purchase: Purchase, { userId, follow, amount, purchasedAtMs }: ReceiptState): boolean =>
  userId === purchase.userId &&
  follow?.merchantId === purchase.merchantId &&
  amount !== undefined &&
  compareAmounts(amount, purchase.amount) === 0 &&
  purchasedAtMs !== undefined &&
  Math.abs(purchasedAtMs - Date.parse(purchase.purchasedAt)) < instantToleranceMs;
