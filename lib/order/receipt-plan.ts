import * as z from 'zod';
import type { ShopSettings } from '../shops/settings.ts';
import { DecimalAmount, Instant, PaymentType, type Order } from './order.ts';
import { isZero } from './money.ts';

/** The frozen Thanx receipt: decided once, at the claim. */
export const ReceiptPlan = z.object({
  credential: z.string(),
  merchantId: z.string(),
  /** How the member is found. */
  email: z.string(),
  amount: DecimalAmount,
  paymentType: PaymentType,
  purchasedAt: Instant,
  /** Goes into `user_comments`: by it a receipt of unknown outcome is found again. */
  marker: z.string(),
});
export type ReceiptPlan = z.infer<typeof ReceiptPlan>;

export type ReceiptDecision = { plan: ReceiptPlan } | { reason: string };

/** Whether a paid order gets a Thanx receipt, and what it says; else why not. Test and simulated orders never reach Thanx. */
export function planReceipt(order: Order, settings: ShopSettings, pid: string, simulate: boolean): ReceiptDecision {
  const { thanx } = settings;
  if (thanx === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  if (order.currency !== thanx.currency) return { reason: 'currency' };
  if (order.customer.email === undefined) return { reason: 'no-email' };
  const amount = thanx.amountBasis === 'subtotal' ? (order.subtotal ?? order.amount) : order.amount;
  if (isZero({ amount, currency: order.currency })) return { reason: 'zero-amount' };
  return {
    plan: {
      credential: thanx.credential,
      merchantId: thanx.merchantId,
      email: order.customer.email,
      amount,
      paymentType: thanx.paymentType,
      purchasedAt: order.paidAt,
      marker: `${settings.shop}/${pid}`,
    },
  };
}
