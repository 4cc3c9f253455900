import type { ReceiptSkipReason } from '../reasons.ts';
import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { emailAddress } from '../email-address.ts';
import { DecimalAmount, Instant, PaymentType, ShopId, type Order } from '../order.ts';
import { compareAmounts, isZero, subtract } from '../money.ts';

/** Who gets the receipt: the member with this e-mail, or whoever the shop's fixed user token belongs to. */
const Recipient = z.union([openObject({ email: z.string() }), openObject({ tokenOf: ShopId })]);
export type Recipient = z.infer<typeof Recipient>;

const Receipt = openObject({
  credential: z.string(),
  merchantId: z.string(),
  amount: DecimalAmount,
  paymentType: PaymentType,
  purchasedAt: Instant,
  /** Goes into `user_comments`: by it a receipt of unknown outcome is found again. */
  marker: z.string(),
});

/** The frozen Thanx receipt: decided once, at the claim. */
export const ReceiptPlan = z.intersection(Receipt, Recipient);
export type ReceiptPlan = z.infer<typeof ReceiptPlan>;

export type ReceiptDecision = { plan: ReceiptPlan } | { reason: ReceiptSkipReason };

/** Whether a paid order gets a Thanx receipt, and what it says; else why not. Test and simulated orders never reach Thanx. */
export function planReceipt(order: Order, settings: ShopSettings, pid: string, simulate: boolean): ReceiptDecision {
  const { thanx } = settings;
  if (thanx === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  if (order.currency !== thanx.currency) return { reason: 'currency' };
  const recipient = recipientOf(order, settings.shop, thanx.members);
  if (recipient === undefined) return { reason: 'no-email' };
  const paid = paidInMoney(order, thanx.amountBasis);
  if ('reason' in paid) return paid;
  return {
    plan: {
      credential: thanx.credential,
      merchantId: thanx.merchantId,
      ...recipient,
      amount: paid.amount,
      paymentType: thanx.paymentType,
      purchasedAt: order.paidAt,
      marker: `${settings.shop}/${pid}`,
    },
  };
}

function recipientOf({ customer }: Order, shop: string, members: 'email' | 'token'): Recipient | undefined {
  if (members === 'token') return { tokenOf: shop };
  const email = emailAddress(customer.email);
  return email === undefined ? undefined : { email };
}

/**
 * What the receipt is over: the total or the goods, less what a gift card paid, for a gift card was credited when it was
 * bought. Never more than was paid in all, whatever discounts a plugin hides from the goods' prices.
 */
function paidInMoney(
  { amount, subtotal = amount, giftCardAmount = '0', currency }: Order,
  basis: 'total' | 'subtotal',
): { amount: string } | { reason: ReceiptSkipReason } {
  const whole = basis === 'subtotal' && compareAmounts(subtotal, amount) < 0 ? subtotal : amount;
  if (isZero({ amount: whole, currency })) return { reason: 'zero-amount' };
  // Points given for too much cannot be taken back; an order without points can be credited by hand.
  if (giftCardAmount === 'unknown') return { reason: 'gift-card-amount-unknown' };
  const left = subtract({ amount: whole, currency }, { amount: giftCardAmount, currency });
  return isZero(left) ? { reason: 'paid-by-gift-card' } : { amount: left.amount };
}
