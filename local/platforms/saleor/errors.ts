import type { GraphQLError } from 'graphql';
import { graphql } from '../shopify/graphql-module.ts';

/** An error as Saleor writes it. The code is the name of Python's exception. @see https://docs.saleor.io/api-usage/error-handling */
export function saleorError(code: string, message: string): GraphQLError {
  const { GraphQLError: Error } = graphql();
  return new Error(message, { extensions: { exception: { code, stacktrace: [] } } });
}

export const permissionDenied = (permission: string): GraphQLError =>
  saleorError('PermissionDenied', `To access this path, you need one of the following permissions: ${permission}`);
