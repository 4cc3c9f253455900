import * as z from 'zod';
import { anything, listOf, shownText, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import type { Reading } from '../platform.ts';
import { chargesOf, IntentField } from './charge.ts';
import { CustomerField, customerOf, Person } from './customer.ts';
import type { StripeEvent } from './event.ts';
import { stripeId } from './fields.ts';
import { InvoiceField } from './invoice.ts';
import { itemsOf, Lines } from './items.ts';
import { Metadata } from './metadata.ts';
import {
  maybeUnits,
  minorUnits,
  netShipping,
  Presentment,
  ShippingCost,
  stripeCurrency,
  unitsWithout,
} from './money.ts';
import { readSale } from './sale.ts';

/** The fields that decide whether a session is a sale. They are read first, and alone. */
const Status = z.object({
  id: stripeId,
  mode: z.string().nullish(),
  payment_status: z.string('expected the status of the payment'),
  amount_total: anything,
});

/** @see https://docs.stripe.com/api/checkout/sessions/object */
const Session = z.object({
  id: stripeId,
  payment_intent: IntentField,
  invoice: InvoiceField,
  mode: z.string().nullish(),
  amount_total: minorUnits,
  amount_subtotal: maybeUnits,
  total_details: z
    .object({ amount_discount: maybeUnits, amount_tax: maybeUnits, amount_shipping: maybeUnits })
    .nullish()
    .catch(undefined),
  shipping_cost: ShippingCost,
  currency: stripeCurrency,
  presentment_details: Presentment,
  client_reference_id: shownText(64),
  metadata: Metadata,
  customer: CustomerField,
  customer_details: Person,
  customer_email: wholeText(320),
  locale: wholeText(35),
  line_items: Lines,
  payment_link: anything,
  payment_method_types: listOf(anything).catch([]),
});
type Session = z.infer<typeof Session>;

/** Reads a Checkout session that was completed, or whose delayed payment has succeeded. */
export function readSession(event: StripeEvent, shop: string): Reading {
  const { mode, payment_status: status, amount_total: total } = parsePayload(Status, event.object);
  // It only stores a payment method, for later. Then it has no amount.
  const hasAmount = total !== undefined && total !== null;
  if (mode === 'setup' || (status === 'no_payment_required' && !hasAmount))
    return { type: 'ignored', reason: 'nothing was sold' };
  // Bank debits and transfers take days: checkout.session.async_payment_succeeded arrives when it's paid.
  if (status !== 'paid' && status !== 'no_payment_required') return { type: 'ignored', reason: 'not paid' };
  const session = parsePayload(Session, event.object);
  // Nothing has to be paid now, but later.
  if (status !== 'paid' && /[1-9]/.test(session.amount_total)) return { type: 'ignored', reason: 'not paid' };
  return readSale(
    {
      orderId: orderIdOf(session),
      number: session.client_reference_id ?? session.metadata?.order_number,
      amount: session.amount_total,
      subtotal: goodsOf(session),
      beforeTax: netOf(session),
      currency: session.currency,
      presentment: session.presentment_details,
      charges: chargesOf([session.payment_intent, ...(session.invoice?.intents ?? [])]),
      methods: /[1-9]/.test(session.amount_total) ? session.payment_method_types : [],
      customer: customerOf(session.customer, [session.customer_details], {
        email: session.customer_email,
        locale: session.locale === 'auto' ? undefined : session.locale,
      }),
      ...itemsOf(session.line_items, session.currency),
      channel: typeof session.payment_link === 'string' ? 'payment_link' : 'checkout',
    },
    event,
    shop,
  );
}

/**
 * A session, its payment intent and its invoice are one sale. Refunds name the payment intent, so it comes first. The first period of a
 * subscription is paid by an invoice, and the session has no payment intent. Free orders have neither.
 */
const orderIdOf = ({ id, payment_intent, invoice, mode }: Session): string =>
  payment_intent?.id ?? (mode === 'subscription' ? invoice?.id : undefined) ?? id;

/** What the goods cost, discounts deducted, without shipping and taxes that are added. */
const goodsOf = ({ amount_subtotal: subtotal, total_details }: Session): string | undefined =>
  unitsWithout(subtotal, total_details?.amount_discount ?? '0');

/**
 * The goods before tax: the total without all taxes, whether they were added or are in the prices, and without the shipping. If only the shipping's
 * amount is there, it may contain a tax, so this may be less than the goods cost, but never more.
 */
function netOf({ amount_total, total_details, shipping_cost }: Session): string | undefined {
  const { amount_tax: tax, amount_shipping: shipping } = total_details ?? {};
  return unitsWithout(amount_total, tax, (shipping_cost && netShipping(shipping_cost)) ?? shipping ?? '0');
}
