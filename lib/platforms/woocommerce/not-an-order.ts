import * as z from 'zod';
import { numericId } from '../fields.ts';
import { UnreadableWebhook, type Reading } from '../platform.ts';

/** The body for a deleted order. */
const Deleted = z.strictObject({ id: numericId });

/** Errors have no `id`, but orders have. */
const noId = z.undefined().optional();
const ErrorCode = z.union([z.string(), z.number()]).transform(String);

/** WooCommerce gets the webhook's body from its own REST API, as the webhook's user, and also sends the API's errors. */
const RestError = z
  .object({ code: ErrorCode, id: noId, data: z.object({ status: z.unknown().optional() }).nullish().catch(undefined) })
  .transform((error) => ({ code: error.code, status: error.data?.status }));

/**
 * Errors of the Legacy API: a list, or in webhooks WordPress's own object, `{ errors: { code: [messages] } }`.
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
 * Reads a body that is not an order. An error about an order that doesn't exist any more is ignored. Returns `undefined` if it may be an order.
 * @throws UnreadableWebhook with the remedy, for any other error
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
    const why = code.startsWith('woocommerce_api_user_cannot_read_')
      ? ", and its user isn't allowed to see orders"
      : '';
    throw new UnreadableWebhook(
      `${what}: the webhook uses WooCommerce's Legacy API${why}. Delete the webhook and create it again as an administrator or shop manager, with the API version WP REST API Integration v3. ${afterwards}`,
    );
  }
  if (code === 'woocommerce_rest_cannot_view') {
    // WooCommerce keeps the user who first saved a webhook: https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/admin/class-wc-admin-webhooks.php
    throw new UnreadableWebhook(
      `${what}: the webhook's user isn't allowed to see orders. Delete the webhook and create it again as an administrator or shop manager. ${afterwards}`,
    );
  }
  throw new UnreadableWebhook(
    `${what}: WooCommerce or one of its plugins refused to show the order. Look for the error under WooCommerce → Status → Logs and remove its cause. ${afterwards}`,
  );
}

/** The order was deleted permanently before WooCommerce read it. `rest_no_route` is also a 404, but means that the REST API is off. */
const isGone = (code: string, status: unknown): boolean =>
  /_invalid_(post_)?id$/.test(code) ||
  /^woocommerce_api_invalid_order(_id)?$/.test(code) ||
  ((status === 404 || status === '404') && code !== 'rest_no_route');

/**
 * Returns the order's ID from the body of `order.deleted`. The topic isn't signed, so a body with more fields belongs to another topic.
 * @throws UnreadableWebhook if the body is not an ID alone
 */
export function deletedId(payload: unknown): string {
  const deleted = Deleted.safeParse(payload);
  if (deleted.success) return deleted.data.id;
  throw new UnreadableWebhook('the topic is order.deleted, but the body is not an ID alone: header and body disagree');
}

/** @throws UnreadableWebhook if the body is that of `order.deleted` */
export function refuseDeleted(payload: unknown): void {
  if (Deleted.safeParse(payload).success)
    throw new UnreadableWebhook('the body is that of order.deleted, an ID alone: header and body disagree');
}
