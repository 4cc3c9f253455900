import type { StripeSales } from '../../shops/stripe-sales.ts';
import { losslessJson } from '../payload.ts';
import { UnreadableWebhook, type RawWebhook, type ReadContext, type Reading, type ReadSettings } from '../platform.ts';
import { stripeEventOf, typeOf, type StripeEvent } from './event.ts';
import { readInvoice } from './invoice.ts';
import { readPaymentIntent } from './payment-intent.ts';
import { readRefund, readRefundedCharge } from './refund.ts';
import { readSession } from './session.ts';

/** The types that report a sale, by which of Stripe's objects is one. */
const saleTypes: Record<StripeSales, readonly string[]> = {
  checkout: ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
  'payment-intents': ['payment_intent.succeeded'],
  // Both are sent for each payment. An invoice that was paid outside of Stripe has only the first.
  invoices: ['invoice.paid', 'invoice.payment_succeeded'],
};
const allSaleTypes = new Set(Object.values(saleTypes).flat());

type ReadEvent = (event: StripeEvent, shop: string, sales: StripeSales) => Reading;

const saleReaders: Record<StripeSales, ReadEvent> = {
  checkout: readSession,
  'payment-intents': readPaymentIntent,
  invoices: readInvoice,
};

const refundReaders: ReadonlyMap<string, ReadEvent> = new Map([
  ['charge.refunded', readRefundedCharge],
  ['refund.created', readRefund],
  ['refund.updated', readRefund],
  ['refund.failed', readRefund],
  // An older name of refund.updated.
  ['charge.refund.updated', readRefund],
]);

/** What is a sale, by the shop's settings. */
export const salesOf = (settings: ReadSettings | undefined): StripeSales => settings?.stripeSales ?? 'checkout';

/** The types to subscribe to. */
export const stripeTypes = (sales: StripeSales): string[] => [
  ...(sales === 'invoices' ? ['invoice.paid'] : saleTypes[sales]),
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
];

/** Whether events of this type report a sale. The others that are read report refunds. */
export const isSaleType = (type: string): boolean => allSaleTypes.has(type);

/**
 * Reads an event by its type, which is in the signed body.
 * @see https://docs.stripe.com/api/events/types
 */
export const readStripe = (webhook: RawWebhook, context: ReadContext): Reading =>
  readStripeEvent(losslessJson(webhook.body), context);

/** @param payload parsed without loss */
export function readStripeEvent(payload: unknown, { shop, settings }: ReadContext): Reading {
  const { type, isThin } = typeOf(payload);
  if (isThin) return { type: 'ignored', reason: 'thin event' };
  const sales = salesOf(settings);
  const read = saleTypes[sales].includes(type) ? saleReaders[sales] : refundReaders.get(type);
  // A session, its payment intent and its invoice are one sale, so only one of them counts.
  if (read === undefined)
    return { type: 'ignored', reason: allSaleTypes.has(type) ? 'not what stripeSales says is a sale' : 'type' };
  const event = stripeEventOf(type, payload);
  if (!isOfShop(event, settings)) return { type: 'other-site', reason: 'another connected account' };
  return read(event, shop, sales);
}

/**
 * Whether an event isn't about another connected account: an endpoint that listens to connected accounts gets the events of all of them, signed
 * with the same secret. An endpoint of the shop's own account gets events without an account.
 * @throws UnreadableWebhook if it's about a connected account, and the settings don't say which one is this shop
 */
function isOfShop({ account }: StripeEvent, settings: ReadSettings | undefined): boolean {
  if (account === undefined) return true;
  const own = settings?.platformShopId;
  if (own === undefined)
    throw new UnreadableWebhook(
      "the event is about a connected account, and the shop's settings don't say which one is this shop: set platformShopId, then read this again",
    );
  return own === account;
}
