import type { ReceiptSkipReason } from '../reasons.ts';
import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { DecidedInHours } from './expected.ts';
import { emailAddress } from '../email-address.ts';
import { DecimalAmount, Instant, PaymentType, ShopId, type Order } from '../order.ts';
import { compareAmounts, isZero, subtract } from '../money.ts';

/** Who gets the receipt: the member with this e-mail address, or the owner of the shop's fixed user token. */
export const Recipient = z.union([openObject({ email: z.string() }), openObject({ tokenOf: ShopId })]);
export type Recipient = z.infer<typeof Recipient>;

const Receipt = openObject({
  credential: z.string(),
  merchantId: z.string(),
  amount: DecimalAmount,
  paymentType: PaymentType,
  purchasedAt: Instant,
  /** Sent in `user_comments`. A search recognizes the receipt by it. */
  marker: z.string(),
  /** When the merchant's receipts are usually decided. Absent: the merchant's own history says. */
  decidedInHours: DecidedInHours.optional(),
});

/** The frozen Thanx receipt, decided once at the claim. */
export const ReceiptPlan = z.intersection(Receipt, Recipient);
export type ReceiptPlan = z.infer<typeof ReceiptPlan>;

export type ReceiptDecision = { plan: ReceiptPlan } | { reason: ReceiptSkipReason };

/** The receipt for a paid order, or the reason why it gets none. Test and simulated orders never reach Thanx. */
export function planReceipt(order: Order, settings: ShopSettings, pid: string, simulate: boolean): ReceiptDecision {
  const { thanx } = settings;
  if (thanx === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  if (order.currency !== thanx.currency) return { reason: 'currency' };
  const recipient = recipientOf(order, settings.shop, thanx.members);
  if (recipient === undefined) return { reason: 'no-email' };
  const paid = paidInMoney(order, thanx);
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
      ...(thanx.decidedInHours !== undefined && { decidedInHours: thanx.decidedInHours }),
    },
  };
}

/** `undefined`: the order has no address that a member could have. */
export function recipientOf({ customer }: Order, shop: string, members: 'email' | 'token'): Recipient | undefined {
  if (members === 'token') return { tokenOf: shop };
  const email = emailAddress(customer.email);
  return email === undefined ? undefined : { email };
}

/** The total or the goods, less what gift cards paid, which was credited before. Never more than the total paid. */
function paidInMoney(
  { amount, subtotal = amount, giftCardAmount = '0', currency }: Order,
  { amountBasis, takesGiftCards }: NonNullable<ShopSettings['thanx']>,
): { amount: string } | { reason: ReceiptSkipReason } {
  const whole = amountBasis === 'subtotal' && compareAmounts(subtotal, amount) < 0 ? subtotal : amount;
  if (isZero({ amount: whole, currency })) return { reason: 'zero-amount' };
  // Points can't be taken back, but an order without points can be credited manually.
  const isUnknown = giftCardAmount === 'unknown';
  if (isUnknown && takesGiftCards !== false) return { reason: 'gift-card-amount-unknown' };
  const left = subtract({ amount: whole, currency }, { amount: isUnknown ? '0' : giftCardAmount, currency });
  return isZero(left) ? { reason: 'paid-by-gift-card' } : { amount: left.amount };
}
