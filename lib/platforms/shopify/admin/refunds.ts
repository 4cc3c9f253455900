import * as z from 'zod';
import { AdminRefusal } from '../../admin/refusal.ts';
import type { Query } from './graphql.ts';
import { MoneyBag, moneyFields, webhookAmount, webhookSet } from './money.ts';

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ nodes: z.array(item) });

const Refund = z.object({
  id: z.string(),
  legacyResourceId: z.string(),
  createdAt: z.string().nullish(),
  transactions: listOf(z.object({ kind: z.string(), status: z.string(), amountSet: MoneyBag })),
  refundLineItems: listOf(z.object({ subtotalSet: MoneyBag, totalTaxSet: MoneyBag.nullish() })),
  refundShippingLines: listOf(z.object({ subtotalAmountSet: MoneyBag })),
  orderAdjustments: listOf(z.object({ reason: z.string().nullish(), amountSet: MoneyBag, taxAmountSet: MoneyBag })),
});

const Answer = z.object({ node: Refund.nullable() });

const query = `query ($id: ID!) {
  node(id: $id) {
    ... on Refund {
      id legacyResourceId createdAt
      transactions(first: 20) { nodes { kind status amountSet ${moneyFields} } }
      refundLineItems(first: 100) { nodes { subtotalSet ${moneyFields} totalTaxSet ${moneyFields} } }
      refundShippingLines(first: 10) { nodes { subtotalAmountSet ${moneyFields} } }
      orderAdjustments(first: 10) { nodes { reason amountSet ${moneyFields} taxAmountSet ${moneyFields} } }
    }
  }
}`;

/**
 * A refund as webhooks write it. Each takes a call of its own, because a query of all of them may cost more than Shopify allows.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */
export async function webhookRefund(ask: Query, id: string): Promise<unknown> {
  const { node } = await ask(Answer, query, { id });
  if (node === null) throw new AdminRefusal('unavailable', 'a refund disappeared while its order was read');
  return {
    id: node.legacyResourceId,
    admin_graphql_api_id: node.id,
    created_at: node.createdAt,
    transactions: node.transactions.nodes.map(({ kind, status, amountSet: { presentmentMoney } }) => ({
      kind: kind.toLowerCase(),
      status: status.toLowerCase(),
      amount: webhookAmount(presentmentMoney),
      currency: presentmentMoney.currencyCode,
    })),
    refund_line_items: node.refundLineItems.nodes.map(({ subtotalSet, totalTaxSet }) => ({
      subtotal_set: webhookSet(subtotalSet),
      total_tax_set: totalTaxSet && webhookSet(totalTaxSet),
    })),
    refund_shipping_lines: node.refundShippingLines.nodes.map(({ subtotalAmountSet }) => ({
      subtotal_amount_set: webhookSet(subtotalAmountSet),
    })),
    order_adjustments: node.orderAdjustments.nodes.map(({ reason, amountSet, taxAmountSet }) => ({
      kind: reason === null || reason === undefined ? null : 'refund_discrepancy',
      amount_set: webhookSet(amountSet),
      tax_amount_set: webhookSet(taxAmountSet),
    })),
  };
}
