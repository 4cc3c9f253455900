import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { anything, currencyCode, decimal, listOf, numericId, utcInstant } from '../fields.ts';
import { gidOf, gidOr } from './gid.ts';
import { refundMoney } from './refund-sets.ts';

const Transaction = z.object({
  kind: anything,
  status: anything,
  amount: decimal.optional().catch(undefined),
  currency: currencyCode.optional().catch(undefined),
});
type Transaction = z.infer<typeof Transaction>;

/** Entries that aren't transactions are ignored. */
const Transactions = listOf(Transaction.optional().catch(undefined));

/**
 * A refund, in `refunds/create` or in an order.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/refund
 */
export const ShopifyRefund = z.object({
  id: numericId,
  admin_graphql_api_id: anything,
  transactions: Transactions.catch([]),
  refund_line_items: anything,
  refund_shipping_lines: anything,
  order_adjustments: anything,
  refund_duties: anything,
  duties: anything,
});
export type ShopifyRefund = z.infer<typeof ShopifyRefund>;

/** Recognises `refunds/create`. Webhooks about transactions and fulfilments have an `order_id`, but neither list. */
export const RefundTopic = z.lazy(() =>
  z
    .object({
      admin_graphql_api_id: gidOf('Refund'),
      order_id: numericId,
      refund_line_items: anything,
      transactions: z.array(anything, 'expected a list'),
    })
    .refine(
      ({ refund_line_items, transactions }) =>
        Array.isArray(refund_line_items) || Transactions.parse(transactions).some((one) => one?.kind === 'refund'),
      { path: ['refund_line_items'], error: 'expected a list, or a transaction of the kind refund' },
    ),
);

/** The body of `refunds/create`. It has no GraphQL ID of its order, only `order_id`. */
export const RefundPayload = z.lazy(() =>
  ShopifyRefund.extend({
    order_id: numericId,
    processed_at: utcInstant.nullish().catch(undefined),
    created_at: utcInstant.nullish().catch(undefined),
  }),
);

/**
 * Converts a refund. Its transactions are in the currency that the customer paid in, which may not be the order's. If the refund's parts add up
 * to them, the parts give the amount in the shop's currency, and the currency of transactions that don't say it.
 */
export function refundOf(refund: ShopifyRefund): Refund {
  const id = gidOr('Refund', refund.admin_graphql_api_id, refund.id);
  const sum = sumOf(refund.transactions.filter((one) => one !== undefined).filter(moneyGoesBack));
  if (sum.amount === undefined) return { id };
  const { presentmentCurrency, shop } = refundMoney(refund, sum.amount, sum.currency);
  const currency = sum.currency ?? presentmentCurrency;
  return { id, amount: sum.amount, ...(currency !== undefined && { currency }), ...(shop && { inShopMoney: shop }) };
}

/** Whether a refund only pays back money, without any line, shipping or duty. */
export const isOfMoneyAlone = (refund: ShopifyRefund): boolean => MoneyAlone.safeParse(refund).success;

const none = () => z.array(anything).length(0).nullish();
const MoneyAlone = z.lazy(() =>
  z.object({
    refund_line_items: z.array(anything).length(0),
    refund_shipping_lines: none(),
    refund_duties: none(),
    duties: none(),
    order_adjustments: z.array(z.object({ kind: z.literal('refund_discrepancy').nullish() })).nullish(),
  }),
);

/** Pending refunds count, because Shopify sends no second webhook when they succeed. Failed ones don't move money. */
const moneyGoesBack = ({ kind, status }: Transaction): boolean =>
  kind === 'refund' && (status === 'success' || status === 'pending');

/** The sum of the transactions; empty if there are none, two currencies, or an invalid amount. */
function sumOf(transactions: Transaction[]): Pick<Refund, 'amount' | 'currency'> {
  const [first, ...others] = transactions;
  if (first === undefined || others.some(({ currency }) => currency !== first.currency)) return {};
  const amount = others.reduce<string | undefined>(
    (sum, one) => (sum === undefined || one.amount === undefined ? undefined : addAmounts(sum, one.amount)),
    first.amount,
  );
  if (amount === undefined) return {};
  return { amount, ...(first.currency !== undefined && { currency: first.currency }) };
}
