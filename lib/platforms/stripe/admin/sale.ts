import * as z from 'zod';
import type { StripeSales } from '../../../shops/stripe-sales.ts';
import { reference, stripeId } from '../fields.ts';
import { parseAnswer, type Query, type StripeApi } from './api.ts';

/** A session, payment intent or invoice, with its charges and all their refunds. */
export interface FetchedSale {
  object: object;
  /** When it was charged first. `undefined`: it cost nothing, or wasn't paid through Stripe. */
  chargedAt: string | undefined;
}

// Objects are kept as they are, because the reader parses them.

const Intent = z.looseObject({
  id: stripeId,
  status: z.string(),
  latest_charge: z.union([z.string(), z.looseObject({ created: z.number() })]).nullish(),
});
type Intent = z.infer<typeof Intent>;
const Session = z.looseObject({
  id: stripeId,
  payment_intent: z.union([z.string(), Intent]).nullish(),
  invoice: reference,
});
const Sessions = z.object({ data: z.array(Session) });
const Invoice = z.looseObject({
  id: stripeId,
  payments: z.looseObject({
    data: z.array(z.looseObject({ payment: z.looseObject({ payment_intent: reference }).nullish() })),
  }),
  parent: z.looseObject({ subscription_details: z.looseObject({ subscription: reference }).nullish() }).nullish(),
});
const InvoicePayments = z.object({ data: z.array(z.object({ invoice: reference })) });

const expand = (...fields: string[]): Query => fields.map((field) => ['expand[]', field] as const);

/** Stripe answers 400 to an empty ID, and to one with a slash it would answer about something else. */
const path = (folder: string, id: string): string => `/${folder}/${encodeURIComponent(id)}`;

/**
 * Fetches a sale by its order ID, or by a payment intent that paid it. `undefined`: there is no such sale, or what there is isn't what the shop
 * sells by.
 */
export function fetchSale(api: StripeApi, sales: StripeSales, id: string): Promise<FetchedSale | undefined> {
  const kind = /^(?:pi|in|cs)(?=_)/.exec(id)?.[0];
  switch (sales) {
    case 'payment-intents':
      return kind === 'pi' ? intentSale(api, id) : nothing();
    case 'invoices':
      return kind === 'in' ? invoiceSale(api, id) : kind === 'pi' ? ofInvoicePaidBy(api, id, invoiceSale) : nothing();
    case 'checkout':
      if (kind === 'cs') return sessionSale(api, id);
      if (kind === 'in') return subscriptionSale(api, id);
      return kind === 'pi' ? sessionPaidBy(api, id) : nothing();
  }
}

const nothing = async (): Promise<undefined> => undefined;

/** When an expanded payment intent was charged. */
function chargeTime(intent: Intent | string | null | undefined): string | undefined {
  const charge = typeof intent === 'object' ? intent?.latest_charge : undefined;
  return typeof charge === 'object' && charge !== null ? new Date(charge.created * 1000).toISOString() : undefined;
}

/** @see https://docs.stripe.com/api/payment_intents/retrieve */
async function fetchIntent(api: StripeApi, id: string): Promise<Intent | undefined> {
  const answer = await api.get(path('payment_intents', id), expand('latest_charge.refunds'));
  return answer === undefined ? undefined : parseAnswer(Intent, answer);
}

async function intentSale(api: StripeApi, id: string): Promise<FetchedSale | undefined> {
  const intent = await fetchIntent(api, id);
  return intent && { object: intent, chargedAt: chargeTime(intent) };
}

/** @see https://docs.stripe.com/api/checkout/sessions/retrieve */
async function sessionSale(api: StripeApi, id: string): Promise<FetchedSale | undefined> {
  const answer = await api.get(path('checkout/sessions', id), expand('payment_intent.latest_charge.refunds'));
  if (answer === undefined) return undefined;
  const session = parseAnswer(Session, answer);
  return { object: session, chargedAt: chargeTime(session.payment_intent) };
}

/** The session that a payment intent paid: directly, or through the invoice of a subscription. */
async function sessionPaidBy(api: StripeApi, intent: string): Promise<FetchedSale | undefined> {
  const query: Query = [
    ['payment_intent', intent],
    ['limit', '1'],
    ...expand('data.payment_intent.latest_charge.refunds'),
  ];
  const [session] = parseAnswer(Sessions, await api.get('/checkout/sessions', query)).data;
  if (session !== undefined) return { object: session, chargedAt: chargeTime(session.payment_intent) };
  return await ofInvoicePaidBy(api, intent, subscriptionSale);
}

/**
 * Which invoice a payment intent paid. Since API version 2025-03-31 neither of the two names the other.
 * @see https://docs.stripe.com/api/invoice-payment/list
 */
async function ofInvoicePaidBy(
  api: StripeApi,
  intent: string,
  sale: (api: StripeApi, invoice: string) => Promise<FetchedSale | undefined>,
): Promise<FetchedSale | undefined> {
  const query: Query = [
    ['payment[type]', 'payment_intent'],
    ['payment[payment_intent]', intent],
  ];
  const [payment] = parseAnswer(InvoicePayments, await api.get('/invoice_payments', query)).data;
  return payment?.invoice === undefined ? undefined : await sale(api, payment.invoice);
}

interface WholeInvoice {
  invoice: object;
  subscription: string | undefined;
  chargedAt: string | undefined;
}

/** An invoice whose payments have their payment intents. Stripe doesn't expand that deep, so each is asked for. */
async function fetchInvoice(api: StripeApi, id: string): Promise<WholeInvoice | undefined> {
  const answer = await api.get(path('invoices', id), expand('payments'));
  if (answer === undefined) return undefined;
  const invoice = parseAnswer(Invoice, answer);
  const times: (string | undefined)[] = [];
  const data: object[] = [];
  for (const entry of invoice.payments.data) {
    const paid = entry.payment?.payment_intent;
    const intent = paid === undefined ? undefined : await fetchIntent(api, paid);
    // A payment that was begun and didn't succeed has no charge.
    if (intent?.status !== 'succeeded') continue;
    times.push(chargeTime(intent));
    data.push({ ...entry, payment: { ...entry.payment, payment_intent: intent } });
  }
  const whole = { ...invoice, payments: { ...invoice.payments, data } };
  return {
    invoice: whole,
    subscription: invoice.parent?.subscription_details?.subscription,
    chargedAt: times.find((time) => time !== undefined),
  };
}

async function invoiceSale(api: StripeApi, id: string): Promise<FetchedSale | undefined> {
  const found = await fetchInvoice(api, id);
  return found && { object: found.invoice, chargedAt: found.chargedAt };
}

/** The session that began a subscription, by its first invoice. */
async function subscriptionSale(api: StripeApi, invoiceId: string): Promise<FetchedSale | undefined> {
  const found = await fetchInvoice(api, invoiceId);
  if (found?.subscription === undefined) return undefined;
  const { data } = parseAnswer(Sessions, await api.get('/checkout/sessions', [['subscription', found.subscription]]));
  const session = data.find(({ invoice }) => invoice === invoiceId);
  return session && { object: { ...session, invoice: found.invoice }, chargedAt: found.chargedAt };
}
