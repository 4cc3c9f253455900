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

/** Throws `UnreadableWebhook` for a status that neither WooCommerce nor the shop's settings know. */
export function standingOf(written: string, settings: ReadSettings = {}): Standing {
  const status = plain(written);
  const isIn = (statuses: readonly string[] = []) => statuses.map(plain).includes(status);
  const reversal = reversals.get(status);
  if (reversal !== undefined) return reversal;
  if (isIn(settings.paidStatuses)) return 'paid';
  if (isIn(settings.ignoredStatuses)) return 'ignored';
  const known = others.get(status);
  if (known !== undefined) return known;
  // A status is the shop's word for a step of its work, and not personal; what is no status is not quoted.
  const named = /^[a-z0-9_-]{1,40}$/.test(status) ? `the status "${status}"` : 'a status';
  throw new UnreadableWebhook(
    `status: the order is paid and in ${named}, which thankflow doesn't know. Add it to paidStatuses or ignoredStatuses in the shop's settings, then read this webhook again`,
  );
}
