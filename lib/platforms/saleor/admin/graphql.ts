import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** Of errors, only codes are repeated: they go to logs and to people, and messages might be personal. */
const ErrorCode = z
  .object({ exception: z.object({ code: z.string().regex(/^\w{1,60}$/) }) })
  .transform(({ exception }) => exception.code)
  .optional()
  .catch(undefined);

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ extensions: ErrorCode })).optional(),
});

/** Sends a query and parses its `data`. */
export type Query = <Schema extends z.ZodType>(
  schema: Schema,
  query: string,
  variables?: Record<string, unknown>,
) => Promise<z.infer<Schema>>;

/**
 * Calls the shop's GraphQL API with the token of an app. Saleor answers errors 200, and queries that it doesn't understand 400.
 * @see https://docs.saleor.io/api-usage/error-handling
 */
export function saleorQuery(call: CallAdmin, appToken: string, now: () => number): Query {
  const ask: Query = async (schema, query, variables = {}) => {
    const answer = await call({
      method: 'POST',
      path: '/graphql/',
      headers: {
        authorization: `Bearer ${appToken}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = answerIn(answer, now());
    for (const { extensions } of errors) throw refusalOf(extensions);
    return documented('Saleor', schema, data);
  };
  return async (schema, query, variables) => {
    try {
      return await ask(schema, query, variables);
    } catch (error) {
      // Saleor refuses a token that it doesn't know like one that may not do this.
      if (error instanceof AdminRefusal && error.kind === 'scope') await refuseUnknown(ask);
      throw error;
    }
  };
}

function answerIn(answer: AdminAnswer, nowMs: number): z.infer<typeof Answer> {
  const { status, body } = answer;
  checkAnswer(answer, nowMs);
  const parsed = Answer.safeParse(jsonOrUndefined(body)).data;
  const isRefused = status === 400 && parsed?.errors !== undefined;
  if (parsed === undefined || !(status === 200 || isRefused))
    throw new AdminRefusal('unavailable', `expected Saleor's API, found something else (${status}): check the address`);
  return parsed;
}

/** Codes of tokens that aren't an app's, or not valid any more. */
const tokenCodes = new Set(['InvalidTokenError', 'InvalidSignatureError', 'ExpiredSignatureError', 'DecodeError']);

/** What an error means, because a part of the answer is missing. */
function refusalOf(code: string | undefined): AdminRefusal {
  const named = code === undefined ? '' : ` (${code})`;
  if (code === 'PermissionDenied')
    return new AdminRefusal('scope', 'the app lacks the permission MANAGE_ORDERS (PermissionDenied)');
  if (code !== undefined && tokenCodes.has(code))
    return new AdminRefusal('unauthorized', `Saleor refuses the app's token${named}`);
  if (code === 'GraphQLError')
    return new AdminRefusal('version', `Saleor refuses the query${named}: thankflow needs Saleor 3.20 or later`);
  return new AdminRefusal('unavailable', `Saleor failed${named}`);
}

const OwnApp = z.object({ app: z.object({ id: z.string() }).nullable() });

/** @throws AdminRefusal `unauthorized` if the token isn't an app's */
async function refuseUnknown(ask: Query): Promise<void> {
  const isKnown = await ask(OwnApp, 'query { app { id } }').then(
    ({ app }) => app !== null,
    (error: unknown) => {
      if (error instanceof AdminRefusal && error.kind === 'scope') return false;
      throw error;
    },
  );
  if (!isKnown) throw unknownToken();
}

/** For a token that isn't an app's. */
export const unknownToken = (): AdminRefusal =>
  new AdminRefusal(
    'unauthorized',
    "Saleor doesn't know the token: the app or its token was deleted, or the app is switched off",
  );
