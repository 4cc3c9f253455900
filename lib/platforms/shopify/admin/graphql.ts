import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/**
 * Shopify supports each version for at least a year. Later it answers with the oldest supported one, and says so in a header.
 * @see https://shopify.dev/docs/api/usage/versioning
 */
const shopifyApiVersion = '2026-10';

const Cost = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
});

/** Of errors, only names are repeated: they go to logs and to people, and anything else might be personal. */
const name = z.string().regex(/^\w{1,60}$/);

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string().catch(''),
        path: z
          .array(z.union([name, z.number()]))
          .max(20)
          .nullish()
          .catch(undefined),
        extensions: z
          .object({ code: name.optional().catch(undefined), requiredAccess: z.string().optional().catch(undefined) })
          .nullish(),
      }),
    )
    .optional(),
  extensions: z.object({ cost: Cost.optional().catch(undefined) }).optional(),
});
type Answer = z.infer<typeof Answer>;

/** Sends a query and parses its `data`. */
export type Query = <Schema extends z.ZodType>(
  schema: Schema,
  query: string,
  variables?: Record<string, unknown>,
) => Promise<z.infer<Schema>>;

/**
 * Calls the Admin GraphQL API.
 * @param accessToken a function gets it before each call
 * @see https://shopify.dev/docs/api/admin-graphql
 */
export const shopifyQuery =
  (call: CallAdmin, accessToken: string | (() => Promise<string>), now: () => number): Query =>
  async (schema, query, variables = {}) => {
    const token = typeof accessToken === 'string' ? accessToken : await accessToken();
    const answer = await call({
      method: 'POST',
      path: `/admin/api/${shopifyApiVersion}/graphql.json`,
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [], extensions } = answerIn(answer, now());
    for (const error of errors) refuse(error, extensions);
    return documented('Shopify', schema, data);
  };

function answerIn(answer: AdminAnswer, nowMs: number): Answer {
  const { status, headers, body } = answer;
  if (status === 403) throw new AdminRefusal('unauthorized', 'Shopify refuses the access token (403)');
  checkAnswer(answer, nowMs);
  if (status === 402 || status === 423)
    throw new AdminRefusal('unauthorized', `Shopify has locked the shop (${status})`);
  if (status === 404) {
    throw new AdminRefusal(
      'version',
      `Shopify has no Admin API ${shopifyApiVersion} at this address (404): check the shop's address; if it's right, this version of thankflow is too old`,
    );
  }
  const parsed = Answer.safeParse(jsonOrUndefined(body));
  if (status !== 200 || !parsed.success)
    throw new AdminRefusal('unavailable', `expected GraphQL from Shopify, found something else (${status})`);
  const version = headers['x-shopify-api-version'];
  if (version !== undefined && version !== shopifyApiVersion) {
    throw new AdminRefusal(
      'version',
      `Shopify no longer has version ${shopifyApiVersion} of its Admin API, and answered with ${/^[\w-]{1,20}$/.test(version) ? version : 'another one'}: deploy a newer version of thankflow`,
    );
  }
  return parsed.data;
}

/** @throws AdminRefusal for each error that GraphQL reports, because a part of the answer is missing */
function refuse(
  { message, path, extensions }: NonNullable<Answer['errors']>[number],
  about: Answer['extensions'],
): never {
  const code = extensions?.code;
  if (code === 'THROTTLED') {
    const { cost } = about ?? {};
    const lacking = cost && cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable;
    throw new AdminRefusal('throttled', 'Shopify limits the cost of calls (THROTTLED)', {
      ...(cost &&
        lacking !== undefined && { retryAfterMs: (Math.max(0, lacking) / cost.throttleStatus.restoreRate) * 1000 }),
    });
  }
  if (code === 'ACCESS_DENIED') {
    const needs = extensions?.requiredAccess ?? message;
    const scope =
      /`(\w{1,60})`/.exec(needs)?.[1] ??
      (/not approved/.test(message) ? 'approval for protected customer data' : undefined);
    const at = path?.join('.') ?? 'the query';
    throw new AdminRefusal('scope', `Shopify denies ${at}: the app lacks ${scope ?? 'a scope'}`);
  }
  if (code === 'INTERNAL_SERVER_ERROR') throw new AdminRefusal('unavailable', 'Shopify failed (INTERNAL_SERVER_ERROR)');
  throw new AdminRefusal('unreadable', `Shopify rejects the query${code === undefined ? '' : ` (${code})`}`);
}
