import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import type { ReceiptPage } from '../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../lib/partners/thanx/read-answer.ts';

/** What the claim froze for a receipt with this marker. */
export const planWith = (marker: string): ReceiptPlan => ({
  credential: 'main',
  merchantId: 'm1',
  email: 'ada@example.com',
  amount: '59.90',
  paymentType: 'other',
  purchasedAt: '2026-03-01T10:00:00.000Z',
  marker,
});

/** Stands for a receipt's own marker in the comments that a test has Thanx list. */
export const anyMarker = 'oak-shop/oak-shop-4711';

/** What Thanx lists for a receipt. No two have the same marker, so one that is taken from another order is not found. */
export const withMarker = (page: ThanxOutcome<ReceiptPage>, marker: string): ThanxOutcome<ReceiptPage> => {
  if (page.kind !== 'ok') return page;
  const receipts = page.value.receipts.map((one) => ({ ...one, comments: one.comments?.replace(anyMarker, marker) }));
  return { ...page, value: { ...page.value, receipts } };
};
