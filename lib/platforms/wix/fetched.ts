import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { anything, utcInstant } from '../fields.ts';
import { fitEvent } from '../fit.ts';
import { parsePayload } from '../payload.ts';
import type { ReadContext, Reading } from '../platform.ts';
import { wixObject } from './names.ts';
import { WixOrder, wixOrderOf, WixPayment, type Payments } from './order.ts';
import { giftCardAmountOf, paidAtOf, paymentsOf, refundsOf, Transactions } from './transactions.ts';

/** Two answers of the API in one: an order, and its payments and refunds. A file of orders has only orders. */
const Fetched = z.object({ order: z.looseObject({}), orderTransactions: anything });

/** Whether a body is an order as the API returns it, and not an event. */
export const isFetched = (payload: unknown): boolean => Fetched.safeParse(payload).success;

const Times = wixObject({ createdDate: utcInstant, updatedDate: utcInstant.nullish() });

/** The maximum in an event. */
const maxRefunds = 50;

/** Reads an order as the API returns it. Unlike in an event, all refunds have their IDs, and gift cards are known. */
export function readFetched(payload: unknown, { shop }: ReadContext): Reading {
  const { order, orderTransactions } = parsePayload(Fetched, payload);
  const { id: orderId, paymentStatus, status, imported } = parsePayload(WixPayment, order);
  if (imported === true) return { type: 'ignored', reason: 'imported' };
  const { createdDate, updatedDate } = parsePayload(Times, order);
  const changedAt = updatedDate ?? createdDate;
  const dated = { shop, at: changedAt, changedAt };
  if (status === 'CANCELED') return { type: 'cancelled', ...dated, orderId };
  const transactions = orderTransactions == null ? undefined : parsePayload(Transactions, orderTransactions);
  const refunds = (transactions === undefined ? [] : refundsOf(transactions)).slice(0, maxRefunds);
  switch (paymentStatus) {
    case 'FULLY_REFUNDED':
      return { type: 'refunded', ...dated, orderId, refunds, full: true };
    case 'PAID':
    case 'PARTIALLY_REFUNDED': {
      // Wix calls an order paid only if nothing of it was returned, or was paid once more.
      const returned = paymentStatus === 'PAID' ? [] : refunds;
      const payments: Payments = {
        paidAt: (transactions && paidAtOf(transactions)) ?? createdDate,
        giftCardAmount: transactions === undefined ? 'unknown' : giftCardAmountOf(transactions),
        payments: transactions === undefined ? [] : paymentsOf(transactions),
        refunds: returned,
        refunded: sumOf(returned),
      };
      return fitEvent({ type: 'paid', ...dated, order: wixOrderOf(parsePayload(WixOrder, order), payments) });
    }
    default:
      return { type: 'ignored', reason: 'not paid' };
  }
}

const sumOf = (refunds: readonly Refund[]): string =>
  refunds.reduce((sum, { amount }) => addAmounts(sum, amount ?? '0'), '0');
