import type { Reply } from '../../partners/reply.ts';

/**
 * An error as Wix writes most of them.
 * @see https://dev.wix.com/docs/api-reference/articles/work-with-wix-apis/troubleshooting/about-errors
 */
export const apiError = (status: number, code: string, message: string): Reply => ({
  status,
  body: { message, details: { applicationError: { code, description: message, data: {} } } },
});

export const invalid = (message: string): Reply => apiError(400, 'INVALID_ARGUMENT', message);
