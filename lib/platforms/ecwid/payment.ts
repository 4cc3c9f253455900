import * as z from 'zod';
import { addAmounts, compareAmounts } from '../../order/money.ts';
import { anything, decimal, listOf } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

/** What an order says about its payment. The amounts of an order that isn't paid may be invalid. */
export type Payment =
  | { is: 'cancelled' | 'unpaid' | 'ignored' }
  /** A part was refunded, and the order doesn't say how much. */
  | { is: 'part-refunded' }
  /** Wholly. */
  | { is: 'refunded'; refunded: string }
  | { is: 'paid'; total: string; /** The sum so far. */ refunded: string };

/** @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order */
const statuses: ReadonlyMap<string, 'paid' | 'part-refunded' | 'refunded' | 'cancelled' | 'unpaid'> = new Map([
  ['PAID', 'paid'],
  ['PARTIALLY_REFUNDED', 'part-refunded'],
  ['REFUNDED', 'refunded'],
  ['CANCELLED', 'cancelled'],
  ['AWAITING_PAYMENT', 'unpaid'],
  // A cart that nobody has checked out.
  ['INCOMPLETE', 'unpaid'],
]);

export const paymentStatus = z.string('expected a status such as PAID');

const upper = (text: string): string => text.trim().toUpperCase();

const isIn = (status: string, list: readonly string[] = []): boolean => list.map(upper).includes(status);

/**
 * The shop's own three statuses mean what its settings say.
 * @throws UnreadableWebhook for a status that neither Ecwid nor the settings know
 */
function statusOf(written: string, settings: ReadSettings = {}) {
  const status = upper(written);
  const known = statuses.get(status);
  if (known !== undefined) return known;
  if (isIn(status, settings.paidStatuses)) return 'paid';
  if (isIn(status, settings.ignoredStatuses)) return 'ignored';
  const named = /^[A-Z0-9_]{1,40}$/.test(status) ? `"${status.toLowerCase()}"` : 'a status';
  throw new UnreadableWebhook(
    `paymentStatus: the order is in ${named}, which thankflow doesn't know. Add it to paidStatuses or ignoredStatuses in the shop's settings, then read this again`,
  );
}

/** The amounts of an order. Old answers have none of gift cards. Whatever is there must be valid. */
const Amounts = z.object({
  total: decimal,
  totalBeforeGiftCardRedemption: decimal.nullish(),
  giftCardRedemption: decimal.nullish(),
});

const Refunded = z.object({ refundedAmount: decimal.nullish(), refunds: anything });
const Refunds = z.object({ refunds: listOf(z.object({ amount: decimal })) });

/**
 * The sum of the refunds so far. Without `refundedAmount`, which Ecwid once kept for one payment provider only, it's the sum of the list. 0 if the
 * shop refunded the order elsewhere and only set its status.
 */
function refundedIn(order: unknown): string {
  const { refundedAmount } = parsePayload(Refunded, order);
  if (typeof refundedAmount === 'string' && compareAmounts(refundedAmount, '0') > 0) return refundedAmount;
  return parsePayload(Refunds, order).refunds.reduce((sum, { amount }) => addAmounts(sum, amount), '0');
}

/**
 * What the customer owes. `total` is from after gift cards, which are payments. `totalBeforeGiftCardRedemption` is never less, unless it's left out
 * of an old order as 0.
 */
function totalIn(order: unknown): string {
  const { total, totalBeforeGiftCardRedemption: before, giftCardRedemption } = parsePayload(Amounts, order);
  if (typeof before === 'string') return compareAmounts(before, total) > 0 ? before : total;
  return addAmounts(total, giftCardRedemption ?? '0');
}

/**
 * Whether an order is paid. A shop may set `PARTIALLY_REFUNDED` by hand, without an amount: then nobody knows what is left, so such an order isn't
 * thanked unless it was before.
 * @param order the whole order, which contains the amounts
 * @throws UnreadableWebhook for an unknown status, or invalid amounts
 */
export function paymentOf(written: string, order: unknown, settings: ReadSettings | undefined): Payment {
  const status = statusOf(written, settings);
  switch (status) {
    case 'cancelled':
    case 'unpaid':
    case 'ignored':
      return { is: status };
    case 'refunded':
      return { is: 'refunded', refunded: refundedIn(order) };
    case 'paid':
    case 'part-refunded': {
      const [total, refunded] = [totalIn(order), refundedIn(order)];
      const isSome = compareAmounts(refunded, '0') > 0;
      if (isSome && compareAmounts(refunded, total) >= 0) return { is: 'refunded', refunded };
      if (!isSome && status === 'part-refunded') return { is: 'part-refunded' };
      return { is: 'paid', total, refunded };
    }
  }
}
