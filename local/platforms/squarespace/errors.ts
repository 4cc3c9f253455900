import { randomBytes } from 'node:crypto';
import type { Reply } from '../../partners/reply.ts';

/**
 * An error as Squarespace writes all of them.
 * @see https://developers.squarespace.com/commerce-apis/responses-error-handling
 */
export const apiError = (status: number, type: string, message: string, subtype: string | null = null): Reply => ({
  status,
  body: { type, subtype, message, details: null, contextId: randomBytes(6).toString('base64url') },
});

export const invalidArgument = (message: string): Reply =>
  apiError(400, 'INVALID_REQUEST_ERROR', message, 'INVALID_ARGUMENT');

/** Orders that don't exist and versions that don't exist have the same type. */
export const notFound = (message: string): Reply => apiError(404, 'INVALID_REQUEST_ERROR', message);
