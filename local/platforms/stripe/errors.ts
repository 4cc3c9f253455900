import type { Reply } from '../../partners/reply.ts';

/**
 * An error as Stripe writes it.
 * @see https://docs.stripe.com/api/errors
 */
export const stripeError = (status: number, message: string, more: { code?: string; param?: string } = {}): Reply => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...more } },
});

export const missing = (what: string, id: string): Reply =>
  stripeError(404, `No such ${what}: '${id}'`, { code: 'resource_missing', param: 'id' });

export const unknownRoute = (method: string, path: string): Reply =>
  stripeError(404, `Unrecognized request URL (${method}: ${path}).`);
