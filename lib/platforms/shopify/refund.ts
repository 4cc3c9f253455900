import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import { DecimalAmount, type Refund } from '../../order/order.ts';
import { anything, listOf, numericId, utcInstant } from '../fields.ts';
import { gidOr } from './gid.ts';

const Transaction = z.object({
  kind: anything,
  status: anything,
  amount: DecimalAmount.optional().catch(undefined),
  currency: anything,
});
type Transaction = z.infer<typeof Transaction>;

/**
 * A refund, alone in `refunds/create` or within an order.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/refund
 */
export const ShopifyRefund = z.object({
  id: numericId,
  admin_graphql_api_id: anything,
  transactions: listOf(Transaction),
});
export type ShopifyRefund = z.infer<typeof ShopifyRefund>;

/** What `refunds/create` posts. It carries no GraphQL id of its order, so `order_id` is read without loss. */
export const RefundPayload = ShopifyRefund.extend({
  order_id: numericId,
  processed_at: utcInstant.nullish(),
  created_at: utcInstant.nullish(),
});

export function refundOf(refund: ShopifyRefund): Refund {
  const id = gidOr('Refund', refund.admin_graphql_api_id, refund.id);
  return { id, amount: refundedAmount(refund.transactions.filter(moneyWentBack)) };
}

/** Pending and failed transactions move no money, and a refund may consist of restocking alone. */
const moneyWentBack = ({ kind, status }: Transaction): boolean => kind === 'refund' && status === 'success';

/** The sum; absent if there is none, or if it would add up two currencies or a part that is no amount. */
function refundedAmount(transactions: Transaction[]): string | undefined {
  const [first, ...others] = transactions;
  if (first === undefined || others.some(({ currency }) => currency !== first.currency)) return undefined;
  return others.reduce<string | undefined>(
    (sum, { amount }) => (sum === undefined || amount === undefined ? undefined : addAmounts(sum, amount)),
    first.amount,
  );
}
