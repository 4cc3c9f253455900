import type { DocumentNode, GraphQLError, GraphQLSchema, OperationTypeNode } from 'graphql';
import { isAtLeast } from '../../../lib/platforms/saleor/version.ts';
import { graphql } from '../shopify/graphql-module.ts';
import { saleorSchema } from './schema.ts';

const built = new Map<boolean, GraphQLSchema>();

/** The schema of a version of Saleor. */
export function schemaOf(version: string): GraphQLSchema {
  const hasPaymentMethods = isAtLeast(version, '3.22');
  const known = built.get(hasPaymentMethods);
  if (known !== undefined) return known;
  const schema = graphql().buildSchema(saleorSchema(hasPaymentMethods));
  built.set(hasPaymentMethods, schema);
  return schema;
}

/** The queries that are valid, by their version and text. Clients ask the same few again and again. */
const documents = new Map<string, DocumentNode>();
const maxKnown = 100;

/** Returns a query, or what is wrong with it. */
export function validDocument(version: string, query: string): DocumentNode | readonly GraphQLError[] {
  const { parse, validate, GraphQLError: ParseError } = graphql();
  const key = `${version} ${query}`;
  const known = documents.get(key);
  if (known !== undefined) return known;
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return [error];
  }
  const invalid = validate(schemaOf(version), document);
  if (invalid.length > 0) return invalid;
  if (documents.size >= maxKnown) documents.clear();
  documents.set(key, document);
  return document;
}

/** Why a text isn't one valid operation of this kind; `undefined`: it is. */
export function queryProblem(version: string, query: string, operation: OperationTypeNode): string | undefined {
  const document = validDocument(version, query);
  if (!('kind' in document)) return document[0]?.message ?? 'The query is invalid.';
  const kinds = document.definitions.flatMap((one) => (one.kind === 'OperationDefinition' ? [one.operation] : []));
  return kinds.length === 1 && kinds[0] === operation ? undefined : `expected one ${operation}`;
}
