import { UnreadableWebhook, type ReadSettings } from '../platform.ts';

/** What the status of an order says, of which WooCommerce has recorded a payment. */
export type Standing = 'paid' | 'unpaid' | 'cancelled' | 'refunded' | 'ignored';

/** WooCommerce's own statuses. A cancellation or refund is one whatever the settings say. */
const reversals: ReadonlyMap<string, Standing> = new Map([
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
  ['refunded', 'refunded'],
]);
const others: ReadonlyMap<string, Standing> = new Map([
  ['processing', 'paid'],
  ['completed', 'paid'],
  // WooCommerce keeps the date of a payment that failed or was put on hold afterwards, e.g. a returned debit.
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

/** A status is the shop's word for a step of its work, and not personal; what is no status is not quoted. */
const named = (status: string): string => (/^[a-z0-9_-]{1,40}$/.test(status) ? `the status "${status}"` : 'a status');

/**
 * What the status of an order says, of which WooCommerce has recorded no payment: it records none for custom statuses, so that
 * the shop's settings say which of them mean that the order is paid. What was paid by its status may be cancelled, refunded or
 * failed afterwards. `undefined`: nothing, the order isn't paid. An order that waits for its payment (pending, on-hold) may be
 * paid within the same second, and is never a reversal.
 */
export function standingWithoutPayment(written: string, settings: ReadSettings = {}): Standing | undefined {
  if (settings.paidStatuses === undefined || settings.paidStatuses.length === 0) return undefined;
  const status = plain(written);
  const reversal = reversals.get(status);
  if (reversal !== undefined) return reversal;
  if (isIn(status, settings.paidStatuses)) return 'paid';
  return status === 'failed' && !isIn(status, settings.ignoredStatuses) ? 'unpaid' : undefined;
}

/** A status that means "paid" by the shop's settings, and no time of payment: nobody can say whether it is history. */
export const noTimeOfPayment = (written: string): UnreadableWebhook =>
  new UnreadableWebhook(
    `date_modified_gmt: the order is in ${named(plain(written))}, which is one of the shop's paidStatuses, and has no date_paid_gmt. Expected a time in one of the two`,
  );

/** Throws `UnreadableWebhook` for a status that neither WooCommerce nor the shop's settings know. */
export function standingOf(written: string, settings: ReadSettings = {}): Standing {
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
