import * as z from 'zod';
import { AdminRefusal } from '../../admin/refusal.ts';
import type { Query } from './graphql.ts';
import { MoneyBag, moneyFields, webhookAmount, webhookSet } from './money.ts';
import { pageOf, wholeList } from './whole-list.ts';

const Transactions = pageOf(z.object({ kind: z.string(), status: z.string(), amountSet: MoneyBag }));
const Lines = pageOf(z.object({ subtotalSet: MoneyBag, totalTaxSet: MoneyBag.nullish() }));
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ nodes: z.array(item) });

const Refund = z.object({
  id: z.string(),
  legacyResourceId: z.string(),
  createdAt: z.string().nullish(),
  duties: z.array(z.object({ amountSet: MoneyBag })).nullish(),
  transactions: Transactions,
  refundLineItems: Lines,
  refundShippingLines: listOf(z.object({ subtotalAmountSet: MoneyBag })),
  orderAdjustments: listOf(z.object({ reason: z.string().nullish(), amountSet: MoneyBag, taxAmountSet: MoneyBag })),
});

const Answer = z.object({ node: Refund.nullable() });

const pageInfo = 'pageInfo { hasNextPage endCursor }';
const transactionFields = `nodes { kind status amountSet ${moneyFields} } ${pageInfo}`;
const lineFields = `nodes { subtotalSet ${moneyFields} totalTaxSet ${moneyFields} } ${pageInfo}`;

const query = `query ($id: ID!) {
  node(id: $id) {
    ... on Refund {
      id legacyResourceId createdAt
      duties { amountSet ${moneyFields} }
      transactions(first: 50) { ${transactionFields} }
      refundLineItems(first: 100) { ${lineFields} }
      refundShippingLines(first: 50) { nodes { subtotalAmountSet ${moneyFields} } }
      orderAdjustments(first: 50) { nodes { reason amountSet ${moneyFields} taxAmountSet ${moneyFields} } }
    }
  }
}`;

const transactionsQuery = `query ($id: ID!, $after: String) {
  node(id: $id) { ... on Refund { transactions(first: 50, after: $after) { ${transactionFields} } } }
}`;

const linesQuery = `query ($id: ID!, $after: String) {
  node(id: $id) { ... on Refund { refundLineItems(first: 100, after: $after) { ${lineFields} } } }
}`;

/**
 * A refund as webhooks write it. Each takes a call of its own, because a query of all of them may cost more than Shopify allows.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */
export async function webhookRefund(ask: Query, id: string): Promise<unknown> {
  const { node } = await ask(Answer, query, { id });
  if (node === null) throw disappeared();
  const MoreTransactions = z.object({ node: z.object({ transactions: Transactions }).nullable() });
  const transactions = await wholeList(
    node.transactions,
    async (after) => (await ask(MoreTransactions, transactionsQuery, { id, after })).node?.transactions,
  );
  const MoreLines = z.object({ node: z.object({ refundLineItems: Lines }).nullable() });
  const lines = await wholeList(
    node.refundLineItems,
    async (after) => (await ask(MoreLines, linesQuery, { id, after })).node?.refundLineItems,
  );
  if (transactions === undefined || lines === undefined) throw disappeared();
  return {
    id: node.legacyResourceId,
    admin_graphql_api_id: node.id,
    created_at: node.createdAt,
    transactions: transactions.map(({ kind, status, amountSet: { presentmentMoney } }) => ({
      kind: kind.toLowerCase(),
      status: status.toLowerCase(),
      amount: webhookAmount(presentmentMoney),
      currency: presentmentMoney.currencyCode,
    })),
    refund_line_items: lines.map(({ subtotalSet, totalTaxSet }) => ({
      subtotal_set: webhookSet(subtotalSet),
      total_tax_set: totalTaxSet && webhookSet(totalTaxSet),
    })),
    refund_shipping_lines: node.refundShippingLines.nodes.map(({ subtotalAmountSet }) => ({
      subtotal_amount_set: webhookSet(subtotalAmountSet),
    })),
    duties: (node.duties ?? []).map(({ amountSet }) => ({ amount_set: webhookSet(amountSet) })),
    order_adjustments: node.orderAdjustments.nodes.map(({ reason, amountSet, taxAmountSet }) => ({
      kind: reason === null || reason === undefined ? null : 'refund_discrepancy',
      amount_set: webhookSet(amountSet),
      tax_amount_set: webhookSet(taxAmountSet),
    })),
  };
}

const disappeared = (): AdminRefusal =>
  new AdminRefusal('unavailable', 'a refund disappeared while its order was read');
