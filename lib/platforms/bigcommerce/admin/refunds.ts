import * as z from 'zod';
import { documented } from '../../admin/documented.ts';
import { numericId } from '../../fields.ts';
import { BigCommerceRefund, onceEach, type RefundList } from '../refunds.ts';
import { existing, losslessAnswer, type Rest } from './rest.ts';

const pageSize = 250;

/** More than so many pages aren't the refunds of a page of orders. */
const maxPages = 20;

/** One that can't be read mustn't stop the others. */
const Listed = z.object({ order_id: numericId }).and(BigCommerceRefund);
const Page = z.object({
  data: z.array(Listed.optional().catch(undefined)),
  meta: z.object({ pagination: z.object({ total_pages: z.number() }).nullish().catch(undefined) }).nullish(),
});

async function pageOf(rest: Rest, orderIds: readonly string[], page: number): Promise<unknown> {
  const query = new URLSearchParams({ 'order_id:in': orderIds.join(','), page: String(page), limit: String(pageSize) });
  const answer = existing(
    await rest({ method: 'GET', path: `/v3/orders/payment_actions/refunds?${query.toString()}` }),
  );
  return answer.status === 204 ? { data: [] } : losslessAnswer(answer);
}

/**
 * The refunds of several orders, by order. Those that have none aren't in it.
 * @see https://developer.bigcommerce.com/docs/rest-management/transactions/payment-actions#get-all-refunds
 */
export async function refundsOfOrders(rest: Rest, orderIds: readonly string[]): Promise<Map<string, RefundList>> {
  const found = new Map<string, RefundList>();
  if (orderIds.length === 0) return found;
  for (let page = 1, pages = 1; page <= Math.min(pages, maxPages); page++) {
    const { data, meta } = documented('BigCommerce', Page, await pageOf(rest, orderIds, page));
    pages = meta?.pagination?.total_pages ?? 1;
    for (const refund of data) {
      if (refund === undefined) continue;
      const { data: others } = found.get(refund.order_id) ?? { data: [] };
      found.set(refund.order_id, { data: onceEach([...others, refund]) });
    }
  }
  return found;
}

const Whole = z.object({ data: z.array(z.looseObject({ order_id: numericId })) });

/** The refunds of one order, as they are, so that one that can't be read isn't left out. An order has fewer than a page. */
export async function refundsInAll(rest: Rest, orderId: string): Promise<object[]> {
  const { data } = documented('BigCommerce', Whole, await pageOf(rest, [orderId], 1));
  return data.filter((refund) => refund.order_id === orderId);
}
