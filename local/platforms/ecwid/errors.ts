import type { Reply } from '../../partners/reply.ts';

/**
 * An error as Ecwid writes them.
 * @see https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes
 */
export const apiError = (status: number, errorCode: string, errorMessage: string): Reply => ({
  status,
  body: { errorMessage, errorCode },
});

export const wrongParameter = (message: string): Reply => apiError(400, 'WRONG_PARAMETER', message);
