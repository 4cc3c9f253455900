import * as z from 'zod';
import { numericId } from '../fields.ts';
import { UnreadableWebhook, type Reading } from '../platform.ts';

/** What WooCommerce posts about an order that was deleted: nothing else is left of it. */
const Deleted = z.strictObject({ id: numericId });

/** What an order has, and no error. */
const noId = z.undefined().optional();
const ErrorCode = z.union([z.string(), z.number()]).transform(String);

/** WooCommerce asks its own REST API for the webhook's body, as the webhook's user, and posts an error just the same. */
const RestError = z
  .object({ code: ErrorCode, id: noId, data: z.object({ status: z.unknown().optional() }).nullish().catch(undefined) })
  .transform((error) => ({ code: error.code, status: error.data?.status }));

/**
 * Errors of the Legacy API: a list of them, as it answers, or WordPress's own object, which its webhooks post:
 * `{ errors: { code: [messages] } }`.
 * @see https://developer.wordpress.org/reference/classes/wp_error/
 */
const LegacyError = z
  .object({
    id: noId,
    errors: z.union([
      z.tuple([z.object({ code: ErrorCode })], z.unknown()).transform(([first]) => first.code),
      z
        .record(z.string(), z.array(z.unknown()))
        .transform((errors) => Object.keys(errors)[0])
        .pipe(z.string()),
    ]),
  })
  .transform((error) => ({ code: error.errors, status: undefined }));

const OrderError = z.union([RestError, LegacyError]);
type OrderError = z.infer<typeof OrderError>;

/** An order of the outdated "Legacy API", which a webhook's settings still offer. */
const Legacy = z.object({ order: z.object({}) });

const afterwards = 'Then import the orders that are missing: ./thankflow orders import';

/**
 * Reads what was sent instead of an order. An error about an order that is gone is ignored. Throws
 * `UnreadableWebhook` with the remedy for any other. `undefined` if it may be an order.
 */
export function readNoOrder(payload: unknown): Reading | undefined {
  const error = OrderError.safeParse(payload);
  if (error.success) return readError(error.data);
  if (Legacy.safeParse(payload).success) {
    throw new UnreadableWebhook(
      `the webhook uses WooCommerce's Legacy API: set its API version to WP REST API Integration v3. ${afterwards}`,
    );
  }
  return undefined;
}

function readError({ code, status }: OrderError): Reading {
  if (isGone(code, status)) return { type: 'ignored', reason: 'order gone' };
  const named = /^[a-z0-9_]{1,64}$/.test(code) ? `its error ${code}` : 'an error';
  const what = `WooCommerce sent ${named} instead of an order`;
  if (code.startsWith('woocommerce_api_')) {
    const why = code.startsWith('woocommerce_api_user_cannot_read_') ? ', and its user may not see orders' : '';
    throw new UnreadableWebhook(
      `${what}: the webhook uses WooCommerce's Legacy API${why}. Delete the webhook and create it again as an administrator or shop manager, with the API version WP REST API Integration v3. ${afterwards}`,
    );
  }
  if (code === 'woocommerce_rest_cannot_view') {
    // WooCommerce keeps the user who first saved a webhook: https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/admin/class-wc-admin-webhooks.php
    throw new UnreadableWebhook(
      `${what}: the user of the webhook may not see orders. Delete the webhook and create it again as an administrator or shop manager. ${afterwards}`,
    );
  }
  throw new UnreadableWebhook(
    `${what}: WooCommerce or one of its plugins refused to show the order. Look for the error under WooCommerce → Status → Logs and remove its cause. ${afterwards}`,
  );
}

/** The order was deleted for good before WooCommerce read it. `rest_no_route`, a 404 too, says that the REST API is off. */
const isGone = (code: string, status: unknown): boolean =>
  /_invalid_(post_)?id$/.test(code) ||
  /^woocommerce_api_invalid_order(_id)?$/.test(code) ||
  ((status === 404 || status === '404') && code !== 'rest_no_route');

/** The body of `order.deleted`. Anything more is another topic's: only the header says that it was deleted. */
export function deletedId(payload: unknown): string {
  const deleted = Deleted.safeParse(payload);
  if (deleted.success) return deleted.data.id;
  throw new UnreadableWebhook('the topic is order.deleted and the body is not an id alone: header and body disagree');
}

/** An id alone is the body of `order.deleted`. */
export function refuseDeleted(payload: unknown): void {
  if (Deleted.safeParse(payload).success)
    throw new UnreadableWebhook('the body is that of order.deleted, an id alone: header and body disagree');
}
