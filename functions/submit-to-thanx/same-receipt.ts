import { compareAmounts } from '../../lib/order/money.ts';
import type { ReceiptPlan } from '../../lib/order/receipt-plan.ts';
import type { ListedReceipt } from '../../lib/partners/thanx/list-receipts.ts';

/**
 * Whether a listed receipt is the planned one. The marker decides: it is ours alone, and reviewers may correct the rest.
 * Without any comment the same merchant, amount and instant are `doubtful`: neither ours for certain nor anybody else's.
 */
export function compareReceipt(plan: ReceiptPlan, listed: ListedReceipt): 'same' | 'doubtful' | 'other' {
  if (listed.merchantId !== undefined && listed.merchantId !== plan.merchantId) return 'other';
  if (hasMarker(listed, plan.marker)) return 'same';
  if (listed.comments !== undefined && listed.comments.trim() !== '') return 'other';
  const sameAmount = listed.amount !== undefined && compareAmounts(listed.amount, plan.amount) === 0;
  return sameAmount && listed.purchasedAtMs === Date.parse(plan.purchasedAt) ? 'doubtful' : 'other';
}

/** As a word of its own: `shop/shop-1` is not `shop/shop-10`. */
export const hasMarker = ({ comments }: ListedReceipt, marker: string): boolean =>
  comments !== undefined && comments.split(/[^A-Za-z0-9_/-]+/).includes(marker);
