import { compareAmounts } from '../../../lib/order/money.ts';
import { orderKeyOf, type OrderKey } from '../../../lib/order/order-key.ts';
import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import { instantToleranceMs } from '../../../lib/order/receipt/purchase.ts';
import type { ListedReceipt } from '../../../lib/partners/thanx/list-receipts.ts';

/**
 * Whether a listed receipt is the planned one. The marker decides, because only we use it and reviewers may correct the
 * rest. `doubtful`: it has our marker at another merchant, or it has no comments and nothing in it contradicts the
 * plan. Fields that Thanx leaves out of a list don't contradict it.
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

/** Whole words: `shop/shop-1` is not `shop/shop-10`. */
const wordsOf = ({ comments = '' }: ListedReceipt): string[] => comments.split(/[^A-Za-z0-9_/-]+/);

export const hasMarker = (listed: ListedReceipt, marker: string): boolean => wordsOf(listed).includes(marker);

/** The orders whose markers are in a receipt's comments: normally one, none in a receipt that isn't ours. */
export const ordersMarked = (listed: ListedReceipt): OrderKey[] =>
  wordsOf(listed)
    .map(orderKeyOf)
    .filter((order) => order !== undefined);
