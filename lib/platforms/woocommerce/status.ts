import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

/** What an order's status says about its payment. */
type PaymentStatus = 'paid' | 'unpaid' | 'cancelled' | 'refunded' | 'ignored';

/** WooCommerce's own statuses, which the settings can't change. */
const reversals: ReadonlyMap<string, PaymentStatus> = new Map([
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
  ['refunded', 'refunded'],
]);
const others: ReadonlyMap<string, PaymentStatus> = new Map([
  ['processing', 'paid'],
  ['completed', 'paid'],
  // WooCommerce keeps the date of a payment that failed later, such as a returned debit.
  ['pending', 'unpaid'],
  ['on-hold', 'unpaid'],
  ['failed', 'unpaid'],
  ['checkout-draft', 'unpaid'],
  ['auto-draft', 'unpaid'],
  ['draft', 'unpaid'],
]);

/** The database and some plugins write `wc-processing` for `processing`. */
const plain = (status: string): string => status.trim().toLowerCase().replace(/^wc-/, '');

const isIn = (status: string, statuses: readonly string[] = []): boolean => statuses.map(plain).includes(status);

/** Quotes a status, which isn't personal. Anything else is not quoted. */
const named = (status: string): string => (/^[a-z0-9_-]{1,40}$/.test(status) ? `the status "${status}"` : 'a status');

/**
 * The payment status of an order without a recorded payment. WooCommerce records none for custom statuses, so the shop's settings say which of
 * them mean "paid"; such an order may be cancelled, refunded or failed later. `undefined` if the order isn't paid. A pending order is never a
 * reversal, because it may be paid within the same second.
 */
export function unrecordedPaymentStatus(written: string, settings: ReadSettings = {}): PaymentStatus | undefined {
  if (settings.paidStatuses === undefined || settings.paidStatuses.length === 0) return undefined;
  const status = plain(written);
  const reversal = reversals.get(status);
  if (reversal !== undefined) return reversal;
  if (isIn(status, settings.paidStatuses)) return 'paid';
  return status === 'failed' && !isIn(status, settings.ignoredStatuses) ? 'unpaid' : undefined;
}

/** The error for an order that is paid by the shop's settings, but has no time: nobody knows whether the payment is old. */
export const noTimeOfPayment = (written: string): UnreadableWebhook =>
  new UnreadableWebhook(
    `date_modified_gmt: the order is in ${named(plain(written))}, which is one of the shop's paidStatuses, and has no date_paid_gmt. Expected a time in one of the two`,
  );

/**
 * The payment status of an order whose payment WooCommerce has recorded.
 * @throws UnreadableWebhook for a status that neither WooCommerce nor the shop's settings know
 */
export function paymentStatus(written: string, settings: ReadSettings = {}): PaymentStatus {
  const status = plain(written);
  const reversal = reversals.get(status);
  if (reversal !== undefined) return reversal;
  if (isIn(status, settings.paidStatuses)) return 'paid';
  if (isIn(status, settings.ignoredStatuses)) return 'ignored';
  const known = others.get(status);
  if (known !== undefined) return known;
  throw new UnreadableWebhook(
    `status: the order is paid and in ${named(status)}, which thankflow doesn't know. Add it to paidStatuses or ignoredStatuses in the shop's settings, then read this webhook again`,
  );
}
