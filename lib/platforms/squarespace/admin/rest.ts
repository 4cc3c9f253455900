import * as z from 'zod';
import { minuteMs } from '../../../durations.ts';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { documentedJson } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** Calls Squarespace's API, `path` below `/1.0`. `undefined`: there is no such thing, in Squarespace's own words. */
export type Rest = (request: Pick<AdminRequest, 'method' | 'path' | 'body'>) => Promise<AdminAnswer | undefined>;

/** @see https://developers.squarespace.com/commerce-apis/responses-error-handling */
const Failure = z.object({ type: z.string(), subtype: z.string().nullish().catch(undefined) });

/** Requests without a User-Agent are refused, and those with the HTTP client's own may be limited more strictly. */
const userAgent = 'thankflow';

/** Squarespace says no time with a 429, but documents this one. @see https://developers.squarespace.com/commerce-apis/rate-limits */
const coolDownMs = minuteMs;

/** @param token an API key, or an OAuth access token */
export function squarespaceRest(call: CallAdmin, token: string, now: () => number): Rest {
  return async ({ method, path, body }) => {
    const answer = await call({
      method,
      path: `/1.0${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': userAgent,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    const { status } = answer;
    if (status === 429 && answer.headers['retry-after'] === undefined)
      throw new AdminRefusal('throttled', 'Squarespace limits the calls (429)', { retryAfterMs: coolDownMs });
    if (status === 404 && failureIn(answer) !== undefined) return undefined;
    refuse(answer);
    checkAnswer(answer, now());
    if (status === 200 || status === 201) return answer;
    throw new AdminRefusal('unavailable', `expected an answer of Squarespace's API, found something else (${status})`);
  };
}

const failureIn = ({ body }: AdminAnswer): z.infer<typeof Failure> | undefined =>
  Failure.safeParse(jsonOrUndefined(body)).data;

/** @throws AdminRefusal for an answer that says what is wrong with the key, the site or the version */
function refuse(answer: AdminAnswer): void {
  const { status } = answer;
  const failure = failureIn(answer);
  switch (status) {
    case 400:
      if (failure !== undefined)
        throw new AdminRefusal('version', 'Squarespace refuses what it is asked for (400): update thankflow');
      return;
    case 401:
      throw new AdminRefusal('unauthorized', "Squarespace doesn't know the API key: it was mistyped or deleted (401)");
    case 402:
      throw new AdminRefusal('unauthorized', "the site's Squarespace subscription has expired (402): renew it");
    case 403:
      if (failure === undefined) return;
      throw new AdminRefusal(
        'scope',
        failure.subtype === 'OAUTH_TOKEN_REQUIRED'
          ? 'Squarespace shows webhooks only to an OAuth token, not to an API key (403)'
          : 'the API key lacks the permission Orders: Read Only (403). A key’s permissions can’t be changed: make a new key',
      );
    case 404:
    case 405:
    case 410:
      throw new AdminRefusal(
        'version',
        `Squarespace has no API 1.0 at this address (${status}): update thankflow to a version that uses a newer one`,
      );
    default:
      return;
  }
}

/** @throws AdminRefusal `unreadable` or `unavailable` if the answer isn't what Squarespace documents */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> {
  // Squarespace says "not found" in its own words, too, if it doesn't support the version.
  if (answer === undefined)
    throw new AdminRefusal(
      'version',
      'Squarespace’s API 1.0 doesn’t have what it is asked for (404): update thankflow to a version that uses a newer one',
    );
  return documentedJson('Squarespace', schema, answer);
}
