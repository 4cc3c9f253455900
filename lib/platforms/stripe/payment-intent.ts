import * as z from 'zod';
import { anything, listOf, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import type { Reading } from '../platform.ts';
import { chargeFields, chargeOf } from './charge.ts';
import { CustomerField, customerOf } from './customer.ts';
import type { StripeEvent } from './event.ts';
import { stripeId } from './fields.ts';
import { Metadata } from './metadata.ts';
import { minorUnits, Presentment, stripeCurrency } from './money.ts';
import { readSale } from './sale.ts';

/** @see https://docs.stripe.com/api/payment_intents/object */
const PaymentIntent = z.object({
  id: stripeId,
  status: z.string().nullish(),
  amount: minorUnits.nullish(),
  amount_received: minorUnits.nullish(),
  currency: stripeCurrency,
  presentment_details: Presentment,
  receipt_email: wholeText(320),
  metadata: Metadata,
  customer: CustomerField,
  payment_method_types: listOf(anything).catch([]),
  ...chargeFields,
});

/** What was received may be less than the amount that was reserved. */
const Received = z.object({ amount: minorUnits });

/**
 * Reads a payment intent that has succeeded. It knows its customer's e-mail address only if Stripe sends the receipts, and never a name or a
 * language. The address to which goods are sent may be somebody else's.
 */
export function readPaymentIntent(event: StripeEvent, shop: string): Reading {
  const intent = parsePayload(PaymentIntent, event.object);
  if (intent.status !== 'succeeded' && typeof intent.status === 'string')
    return { type: 'ignored', reason: 'not paid' };
  const charge = chargeOf(intent);
  return readSale(
    {
      orderId: intent.id,
      number: intent.metadata?.order_number,
      amount: intent.amount_received ?? parsePayload(Received, intent).amount,
      currency: intent.currency,
      presentment: intent.presentment_details,
      charges: charge === undefined ? [] : [charge],
      methods: intent.payment_method_types,
      customer: customerOf(intent.customer, [charge?.billing_details], { email: intent.receipt_email }),
      items: [],
      channel: 'payment_intent',
    },
    event,
    shop,
  );
}
