import * as z from 'zod';
import { anything, epochSeconds, listOf, shownText, wholeText } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import type { Reading } from '../platform.ts';
import { chargesOf, IntentField } from './charge.ts';
import { CustomerField, customerOf } from './customer.ts';
import type { StripeEvent } from './event.ts';
import { stripeId } from './fields.ts';
import { itemsOf, Lines } from './items.ts';
import { Metadata } from './metadata.ts';
import { maybeUnits, minorUnits, netShipping, ShippingCost, stripeCurrency, unitsWithout } from './money.ts';
import { readSale } from './sale.ts';

/** An invoice's payments. They are only there if they were expanded; before 2025-03-31 there was one payment intent instead. */
const paymentFields = {
  payment_intent: IntentField,
  payments: z
    .object({ data: listOf(z.object({ payment: z.object({ payment_intent: IntentField }).nullish() })) })
    .nullish(),
};

interface PaymentFields {
  payment_intent?: z.output<typeof IntentField>;
  payments?:
    | { data: { payment?: { payment_intent?: z.output<typeof IntentField> } | null | undefined }[] }
    | null
    | undefined;
}

const intentsOf = ({ payment_intent, payments }: PaymentFields) => [
  payment_intent,
  ...(payments?.data ?? []).map(({ payment }) => payment?.payment_intent),
];

/** The invoice of another object: an ID, unless it was expanded. */
export const InvoiceField = z
  .union(
    [
      stripeId.transform((id) => ({ id, intents: [] })),
      z
        .object({ id: stripeId, ...paymentFields })
        .transform((invoice) => ({ id: invoice.id, intents: intentsOf(invoice) })),
    ],
    'expected an id or a whole invoice',
  )
  .nullish()
  .transform((invoice) => invoice ?? undefined);

/** @see https://docs.stripe.com/api/invoices/object */
const Invoice = z.object({
  id: stripeId,
  status: z.string().nullish(),
  /** Instead of a status, in API versions before 2018-11-08. */
  paid: z.boolean().optional().catch(undefined),
  amount_paid: minorUnits,
  total: maybeUnits,
  total_excluding_tax: maybeUnits,
  subtotal: maybeUnits,
  shipping_cost: ShippingCost,
  total_discount_amounts: listOf(z.object({ amount: minorUnits })).catch([]),
  currency: stripeCurrency,
  number: shownText(64),
  billing_reason: shownText(100),
  status_transitions: z.object({ paid_at: epochSeconds.nullish() }).nullish().catch(undefined),
  metadata: Metadata,
  customer: CustomerField,
  customer_email: wholeText(320),
  customer_name: shownText(200),
  lines: Lines,
  payment_settings: z
    .object({ payment_method_types: listOf(anything) })
    .nullish()
    .catch(undefined),
  ...paymentFields,
});
type Invoice = z.infer<typeof Invoice>;

/** A change to a cheaper plan, for example. The customer gets the total as credit, and the invoice is paid at once. */
const Credit = z.object({ total: z.number().negative() });

/**
 * Reads a paid invoice. Each period of a subscription has its own, so each is a sale. The amount is what was paid for it, without what the
 * customer's credit balance covered: that was paid before.
 */
export function readInvoice(event: StripeEvent, shop: string): Reading {
  const invoice = parsePayload(Invoice, event.object);
  const isPaid = typeof invoice.status === 'string' ? invoice.status === 'paid' : invoice.paid !== false;
  if (!isPaid) return { type: 'ignored', reason: 'not paid' };
  if (Credit.safeParse(event.object).success) return { type: 'ignored', reason: 'nothing was sold' };
  const { customer_email: email, customer_name: name } = invoice;
  return readSale(
    {
      orderId: invoice.id,
      number: invoice.metadata?.order_number ?? invoice.number,
      amount: invoice.amount_paid,
      subtotal: goodsOf(invoice),
      beforeTax: netOf(invoice),
      currency: invoice.currency,
      charges: chargesOf(intentsOf(invoice)),
      paidAt: invoice.status_transitions?.paid_at ?? undefined,
      methods: invoice.payment_settings?.payment_method_types,
      customer: customerOf(invoice.customer, [{ email, name, individual_name: undefined, business_name: undefined }]),
      ...itemsOf(invoice.lines, invoice.currency),
      channel: invoice.billing_reason ?? 'invoice',
    },
    event,
    shop,
  );
}

/** What the goods cost, discounts deducted, without shipping and taxes that are added. Unknown if something else covered a part of it. */
function goodsOf({ subtotal, total, amount_paid, total_discount_amounts: discounts }: Invoice): string | undefined {
  return total === amount_paid ? unitsWithout(subtotal, ...discounts.map(({ amount }) => amount)) : undefined;
}

/** The goods before tax. Unknown if something else covered a part of them. */
const netOf = ({ total, total_excluding_tax: net, amount_paid, shipping_cost }: Invoice): string | undefined =>
  total === amount_paid ? unitsWithout(net, netShipping(shipping_cost ?? null)) : undefined;
