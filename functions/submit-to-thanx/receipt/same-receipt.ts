import { compareAmounts } from '../../../lib/order/money.ts';
import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import type { ListedReceipt } from '../../../lib/partners/thanx/list-receipts.ts';

/** Thanx may keep times to the second. */
const instantToleranceMs = 1000;

/**
 * Whether a listed receipt is the planned one. The marker decides: it is ours alone, and reviewers may correct the rest.
 * `doubtful`: neither ours for certain nor anybody else's. That is one with our marker at another merchant, and one without
 * any comment of which nothing that it says speaks against it: what Thanx leaves out of a list can't.
 */
export function compareReceipt(plan: ReceiptPlan, listed: ListedReceipt): 'same' | 'doubtful' | 'other' {
  const { merchantId, comments = '', amount, purchasedAtMs } = listed;
  const otherMerchant = merchantId !== undefined && merchantId !== plan.merchantId;
  if (hasMarker(listed, plan.marker)) return otherMerchant ? 'doubtful' : 'same';
  const otherAmount = amount !== undefined && compareAmounts(amount, plan.amount) !== 0;
  const otherInstant =
    purchasedAtMs !== undefined && Math.abs(purchasedAtMs - Date.parse(plan.purchasedAt)) >= instantToleranceMs;
  return otherMerchant || comments.trim() !== '' || otherAmount || otherInstant ? 'other' : 'doubtful';
}

/** As a word of its own: `shop/shop-1` is not `shop/shop-10`. */
export const hasMarker = ({ comments }: ListedReceipt, marker: string): boolean =>
  comments !== undefined && comments.split(/[^A-Za-z0-9_/-]+/).includes(marker);
