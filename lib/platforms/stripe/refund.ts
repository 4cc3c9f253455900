import * as z from 'zod';
import { parsePayload } from '../payload.ts';
import type { Reading } from '../platform.ts';
import type { StripeSales } from '../../shops/stripe-sales.ts';
import { Charge, hasSucceeded, refundedOf, refundOf, StripeRefund, withoutRelease } from './charge.ts';
import type { StripeEvent } from './event.ts';
import { reference } from './fields.ts';

const Paid = z.object({ payment_intent: reference });
const Whole = Charge.extend({ payment_intent: reference, invoice: reference });

/** Reads `refund.created`, `refund.updated` and `refund.failed`. They name the payment intent, and no invoice. */
export function readRefund({ at, object }: StripeEvent, shop: string, sales: StripeSales): Reading {
  const { payment_intent: paid } = parsePayload(Paid, object);
  if (paid === undefined) return { type: 'ignored', reason: 'refund of no payment intent' };
  const refund = parsePayload(StripeRefund, object);
  const hasFailed = refund.status === 'failed' || refund.status === 'canceled';
  // An earlier event may have said that it succeeded. Only Stripe knows what is refunded now.
  if (hasFailed) return { type: 'lookup', shop, at, orderId: paid, changedAt: at };
  if (!hasSucceeded(refund)) return { type: 'ignored', reason: 'refund is pending' };
  // Only Stripe knows which invoice a payment intent paid.
  if (sales === 'invoices') return { type: 'lookup', shop, at, orderId: paid, changedAt: at };
  return { type: 'refunded', shop, at, changedAt: at, orderId: paid, refunds: [refundOf(refund)], full: false };
}

/**
 * Reads `charge.refunded`, which says whether the whole charge is refunded. Since 2022-11-15 it doesn't say by which refunds; `refund.created`
 * does. Before 2025-03-31 it names the invoice, which other events about refunds don't.
 */
export function readRefundedCharge({ at, object }: StripeEvent, shop: string, sales: StripeSales): Reading {
  const charge = parsePayload(Whole, object);
  const orderId = sales === 'payment-intents' ? charge.payment_intent : (charge.invoice ?? charge.payment_intent);
  if (orderId === undefined) return { type: 'ignored', reason: 'refund of no payment intent' };
  if (sales === 'invoices' && charge.invoice === undefined)
    return { type: 'ignored', reason: 'refund.created says it' };
  const { refunds, full } = refundedOf([withoutRelease(charge)]);
  if (!full && refunds.length === 0) return { type: 'ignored', reason: 'refund.created says it' };
  return { type: 'refunded', shop, at, changedAt: at, orderId, refunds, full };
}
