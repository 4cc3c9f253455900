import type { Reply } from '../../partners/reply.ts';

/**
 * An error as Square writes all of them.
 * @see https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors
 */
export const squareError = (status: number, category: string, code: string, detail: string): Reply => ({
  status,
  body: { errors: [{ category, code, detail }] },
});

export const badRequest = (detail: string, code = 'BAD_REQUEST'): Reply =>
  squareError(400, 'INVALID_REQUEST_ERROR', code, detail);

export const notFound = (detail: string): Reply => squareError(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', detail);

export const notAllowed = squareError(405, 'INVALID_REQUEST_ERROR', 'METHOD_NOT_ALLOWED', 'The method is not allowed.');
