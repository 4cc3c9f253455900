import * as z from 'zod';
import { anything, numericId } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import type { Reading } from '../platform.ts';
import { maybeAmount, maybeCurrency, maybeTime } from './fields.ts';

/** An order's refunds so far, as one: Commerce says their sum. */
export interface RefundedSum {
  amount: string;
  currency: string;
}

const CreditMemo = z.object({
  entity_id: anything,
  id: anything,
  order_id: numericId,
  state: anything,
  grand_total: maybeAmount,
  order_currency_code: maybeCurrency,
  created_at: maybeTime,
});

const Identified = z.object({ entity_id: numericId });

/** Open (1) and canceled (3) credit memos give nothing back. @see Magento\Sales\Model\Order\Creditmemo */
const isRefunded = (state: unknown): boolean => state == null || state === 2 || state === '2';

/**
 * Reads a credit memo: a refund of a part. Commerce saves its order in the same transaction, and that event's `total_refunded` contains this refund.
 * So a credit memo is taken for a list that is older than its order's: whichever of the two events comes first, the order's sum counts.
 */
export function readCreditMemo(
  value: unknown,
  { shop, time, receivedAtMs }: { shop: string; time: string | undefined; receivedAtMs: number },
): Reading {
  const memo = parsePayload(CreditMemo, value);
  if (!isRefunded(memo.state)) return { type: 'ignored', reason: 'credit memo without a refund' };
  const { entity_id: id } = parsePayload(Identified, { entity_id: memo.entity_id ?? memo.id });
  const { grand_total: amount, order_currency_code: currency } = memo;
  const madeAt = memo.created_at ?? time;
  const isDated = madeAt !== undefined;
  return {
    type: 'refunded',
    shop,
    at: madeAt ?? new Date(receivedAtMs).toISOString(),
    ...(isDated && { changedAt: madeAt, refundsComplete: true as const }),
    orderId: memo.order_id,
    // Without a time, nobody knows whether the order's sum contains it already.
    refunds: [{ id, ...(isDated && amount != null && { amount }), ...(currency != null && { currency }) }],
    full: false,
  };
}
