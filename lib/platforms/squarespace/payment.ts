import * as z from 'zod';
import { compareAmounts, isZero } from '../../order/money.ts';
import type { Money } from '../../order/order.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';
import { Amount } from './amount.ts';

/** What an order says about its payment. `refunded`: wholly. The amounts of an order that isn't paid may be invalid. */
export type Payment =
  | { is: 'cancelled' | 'unpaid' }
  | { is: 'paid' | 'refunded'; total: Money; /** The sum so far. */ refunded: Money };

/** The fields that decide about it, besides the amounts. */
export const statusFields = {
  fulfillmentStatus: z.string('expected a status such as PENDING').nullish(),
  paymentState: z.string('expected a state such as PAID').nullish(),
};
export type Status = z.infer<z.ZodObject<typeof statusFields>>;

/**
 * The payment states of orders since May 2026. Nothing says what they mean in detail, so this is assumed: `NOT_CHARGED` is an order that cost
 * nothing, or one whose payment Squarespace doesn't know; a refund that is pending or failed leaves the order paid.
 * @see https://developers.squarespace.com/commerce-apis/changelog
 */
const states: ReadonlyMap<string, 'paid' | 'refunded' | 'not-charged' | 'unpaid'> = new Map([
  ['PAID', 'paid'],
  ['REFUND_PENDING', 'paid'],
  ['REFUND_FAILED', 'paid'],
  ['REFUNDED', 'refunded'],
  ['NOT_CHARGED', 'not-charged'],
  ['AUTHORIZED', 'unpaid'],
  ['PENDING', 'unpaid'],
  ['FAILED', 'unpaid'],
  // A payment plan. Its order.create comes once all of it is paid.
  ['PARTIALLY_PAID', 'unpaid'],
]);

/** Every payment state, for lists: Squarespace's own choice leaves out orders with a refund under way. */
export const allPaymentStates = [...states.keys()];

const upper = (text: string | null | undefined): string => (text ?? '').trim().toUpperCase();

/** Whether an order was ever paid, as far as its status says. A cancelled order keeps its payment state. */
export function wasPaid({ paymentState }: Status): boolean {
  const state = stateOf(paymentState);
  return state !== 'unpaid' && state !== 'not-charged';
}

const Amounts = z.object({ grandTotal: Amount, refundedTotal: Amount.nullish() });

/**
 * Whether an order is paid. Without a payment state, it's paid because it exists: that is assumed, because Squarespace doesn't say it. `REFUNDED`
 * may mean a part, because no state says "partially refunded". So the sum of the refunds decides, if there is one.
 * @param order the whole order, which contains the amounts
 * @throws UnreadableWebhook for an unknown payment state, or invalid amounts
 */
export function paymentOf({ fulfillmentStatus, paymentState }: Status, order: unknown): Payment {
  if (/^CANCELL?ED$/.test(upper(fulfillmentStatus))) return { is: 'cancelled' };
  const state = stateOf(paymentState);
  if (state === 'unpaid') return { is: 'unpaid' };
  const { grandTotal: total, refundedTotal } = parsePayload(Amounts, order);
  const nothing = { amount: '0', currency: total.currency };
  const refunded = !refundedTotal || isZero(refundedTotal) ? nothing : refundedTotal;
  if (refunded.currency !== total.currency)
    throw new UnreadableWebhook('refundedTotal.currency: expected the currency of grandTotal');
  if (state === 'not-charged' && !isZero(total)) return { is: 'unpaid' };
  const isWhole = isZero(refunded) ? state === 'refunded' : compareAmounts(refunded.amount, total.amount) >= 0;
  return { is: isWhole ? 'refunded' : 'paid', total, refunded };
}

function stateOf(written: string | null | undefined): 'paid' | 'refunded' | 'not-charged' | 'unpaid' | undefined {
  const state = upper(written);
  if (state === '') return undefined;
  const known = states.get(state);
  if (known !== undefined) return known;
  const named = /^[A-Z_]{1,40}$/.test(state) ? `"${state}"` : 'a state';
  throw new UnreadableWebhook(
    `paymentState: the order is in ${named}, which this version doesn't know. Update thankflow, then read this again`,
  );
}
