import type { Reply } from '../../partners/reply.ts';

/** An error as Shopware's API writes it. */
export const apiError = (status: number, code: string, title: string, detail: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: { errors: [{ code, status: String(status), title, detail, meta: { parameters: [] } }] },
});

export const unauthorized: Reply = apiError(
  401,
  '9',
  'The resource owner or authorization server denied the request.',
  'Access token could not be verified',
);

/** @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/Api/Exception/MissingPrivilegeException.php */
export const missingPrivileges = (missing: readonly string[]): Reply =>
  apiError(
    403,
    'FRAMEWORK__MISSING_PRIVILEGE_ERROR',
    'Forbidden',
    JSON.stringify({ message: 'Missing privilege', missingPrivileges: missing }),
  );

export const badCriteria = (code: string, detail: string): Reply => apiError(400, code, 'Bad Request', detail);
