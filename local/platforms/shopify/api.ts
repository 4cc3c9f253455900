import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { jsonObject, isObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { CostBucket } from './cost-bucket.ts';
import { graphql } from './graphql-module.ts';
import { actualCost, requestedCost } from './cost.ts';
import { rootObject, type SearchReport, type ShopifyAccess } from './root.ts';
import { shopifySchema } from './schema.ts';

const maxQueryCost = 1000;
const rateLimitsPage = 'https://shopify.dev/api/usage/rate-limits';

let schema: GraphQLSchema | undefined;

/** The queries that are valid, by their text. Clients ask the same few again and again, and a simulation asks them thousands of times. */
const known = new Map<string, DocumentNode>();
const maxKnown = 100;

/** A call that the sandbox knows the sender of. */
export interface ShopifyQuery {
  access: ShopifyAccess;
  bucket: CostBucket;
  /** The version that answers, which may be newer than the one asked for. */
  version: string;
}

/** The versions: the current one and the three before it. */
const supportedVersions = ['2026-01', '2026-04', '2026-07', '2026-10'];

/**
 * The version that answers a call. An older one than the oldest is answered by the oldest. `undefined`: there is none.
 * @see https://shopify.dev/docs/api/usage/versioning
 */
export function answeringVersion(path: string): string | undefined {
  const [, asked] = /^\/admin\/api\/(\d{4}-(?:01|04|07|10)|unstable)\/graphql\.json$/.exec(path) ?? [];
  const [oldest = ''] = supportedVersions;
  if (asked === undefined || asked === 'unstable' || supportedVersions.includes(asked)) return asked;
  return asked < oldest ? oldest : undefined;
}

/**
 * `POST /admin/api/{version}/graphql.json`. Errors in the query are answered 200.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10#status_and_error_codes
 */
export function answerQuery(call: SandboxCall, { access, bucket, version }: ShopifyQuery): Reply {
  const headers = { 'x-shopify-api-version': version, 'content-type': 'application/json; charset=utf-8' };
  const ok = (body: object): Reply => ({ status: 200, headers, body });
  const { buildSchema, executeSync } = graphql();
  const request = jsonObject(call.body);
  const query = request?.['query'];
  const variables = request?.['variables'] ?? {};
  const isJson = /^application\/json\b/i.test(call.headers['content-type'] ?? '');
  if (!isJson || typeof query !== 'string' || !isObject(variables))
    return { status: 400, headers, body: { errors: { query: 'Required parameter missing or invalid' } } };
  schema ??= buildSchema(shopifySchema);
  const document = validDocument(schema, query);
  if (Array.isArray(document)) return ok({ errors: document });
  const costed = { schema, document, variables };
  const requestedQueryCost = requestedCost(costed);
  if (requestedQueryCost > maxQueryCost) return ok({ errors: [tooExpensive(requestedQueryCost)] });
  const cost = (actualQueryCost: number | null) => ({
    requestedQueryCost,
    actualQueryCost,
    throttleStatus: bucket.status(),
  });
  if (!bucket.admits(requestedQueryCost)) {
    const throttled = { message: 'Throttled', extensions: { code: 'THROTTLED', documentation: rateLimitsPage } };
    return ok({ errors: [throttled], extensions: { cost: cost(null) } });
  }
  const reports: SearchReport[] = [];
  const operationName = request?.['operationName'];
  const result = executeSync({
    schema,
    document,
    rootValue: rootObject(access, reports),
    variableValues: variables,
    ...(typeof operationName === 'string' && { operationName }),
  });
  const spent = actualCost(costed, result.data);
  bucket.take(spent);
  const search = reports.length > 0 && { search: reports };
  return ok({
    ...(result.data !== undefined && { data: result.data }),
    ...(result.errors !== undefined && { errors: result.errors.map((error) => error.toJSON()) }),
    extensions: { cost: cost(spent), ...search },
  });
}

/** Returns a query, or what is wrong with it. */
function validDocument(of: GraphQLSchema, query: string): DocumentNode | object[] {
  const { parse, validate, GraphQLError: ParseError } = graphql();
  const found = known.get(query);
  if (found !== undefined) return found;
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return [error.toJSON()];
  }
  const invalid = validate(of, document);
  if (invalid.length > 0) return invalid.map(invalidOf);
  if (known.size >= maxKnown) known.clear();
  known.set(query, document);
  return document;
}

/** Shopify has a code and words of its own for an unknown field. */
function invalidOf(error: GraphQLError): object {
  const [, field, type] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message) ?? [];
  if (field === undefined) return error.toJSON();
  return {
    ...error.toJSON(),
    message: `Field '${field}' doesn't exist on type '${type}'`,
    extensions: { code: 'undefinedField', typeName: type, fieldName: field },
  };
}

const tooExpensive = (cost: number) => ({
  message: `Query cost is ${cost}, which exceeds the single query max cost limit (${maxQueryCost}).`,
  extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: maxQueryCost, documentation: rateLimitsPage },
});
