import type { GraphQLError } from 'graphql';
import { graphql } from './graphql-module.ts';

/** An error as Shopify writes it: the code is in `extensions`, and the HTTP status is 200. */
export function shopifyError(code: string, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  const { GraphQLError: Error } = graphql();
  return new Error(message, { extensions: { code, ...extensions } });
}

/** @see https://shopify.dev/docs/apps/launch/protected-customer-data */
export const notApproved = (field: string): GraphQLError =>
  shopifyError(
    'ACCESS_DENIED',
    `This app is not approved to use the ${field} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
  );

/** @see https://shopify.dev/docs/api/usage/access-scopes */
export const accessDenied = (field: string, scope: string): GraphQLError =>
  shopifyError('ACCESS_DENIED', `Access denied for ${field} field. Required access: \`${scope}\` access scope.`, {
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess: `\`${scope}\` access scope.`,
  });
