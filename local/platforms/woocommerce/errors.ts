import type { Reply } from '../../partners/reply.ts';

/** An error as WordPress's REST API writes it. */
export const restError = (status: number, code: string, message: string, more: object = {}): Reply => ({
  status,
  body: { code, message, data: { status, ...more } },
});

/** A parameter that isn't valid, and why. */
export interface InvalidParameter {
  name: string;
  code: string;
  message: string;
}

/** @see https://developer.wordpress.org/reference/classes/wp_rest_request/has_valid_params/ */
export const invalidParameters = (invalid: readonly InvalidParameter[]): Reply =>
  restError(400, 'rest_invalid_param', `Invalid parameter(s): ${invalid.map(({ name }) => name).join(', ')}`, {
    params: Object.fromEntries(invalid.map(({ name, message }) => [name, message])),
    details: Object.fromEntries(invalid.map(({ name, code, message }) => [name, { code, message, data: null }])),
  });

export const missingParameters = (names: readonly string[]): Reply =>
  restError(400, 'rest_missing_callback_param', `Missing parameter(s): ${names.join(', ')}`, { params: names });

export const orderIsGone: Reply = restError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');

/** What the real one ignores, or does in another way: it's refused here, so that nobody relies on it. */
export const unsupported = (what: string): Reply =>
  restError(400, 'sandbox_unsupported', `the sandbox doesn't support ${what}`);
