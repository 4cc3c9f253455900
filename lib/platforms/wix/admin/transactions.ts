import * as z from 'zod';
import { chunksOf } from '../../../batches.ts';
import { paidAtOf, Transactions } from '../transactions.ts';
import { parseAnswer, type Rest } from './rest.ts';

/** How many orders may be asked for at once. */
const maxOrders = 100;

/** One that can't be read mustn't stop the others. */
const Listed = z.object({ orderTransactions: z.array(Transactions.optional().catch(undefined)) });

/**
 * The payments and refunds of orders. Orders without any, and those that can't be read, are left out.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/order-transactions/list-transactions-for-multiple-orders
 */
export async function transactionsOf(rest: Rest, orderIds: readonly string[]): Promise<Map<string, Transactions>> {
  const found = new Map<string, Transactions>();
  for (const ids of chunksOf(orderIds, maxOrders)) {
    const answer = await rest({ method: 'POST', path: '/payments/list-by-ids', body: { orderIds: ids } });
    for (const one of parseAnswer(Listed, answer).orderTransactions) if (one !== undefined) found.set(one.orderId, one);
  }
  return found;
}

export async function paidTimesOf(rest: Rest, orderIds: readonly string[]): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  for (const [id, transactions] of await transactionsOf(rest, orderIds)) {
    const paidAt = paidAtOf(transactions);
    if (paidAt !== undefined) times.set(id, paidAt);
  }
  return times;
}
