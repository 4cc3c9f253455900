import * as z from 'zod';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { losslessJsonOrUndefined } from '../../payload.ts';

/**
 * Calls Square's API, `path` below `/v2`. Answers are parsed without loss. `undefined`: there is no such thing, in Square's own words.
 * @throws AdminRefusal
 */
export interface SquareApi {
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
}

/** The version in which everything is answered, whatever the application's own version is. */
export const apiVersion = '2026-09-16';

/** @see https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors */
const Failure = z.object({
  errors: z.array(z.object({ code: z.string().optional().catch(undefined) })).min(1),
});

const failureIn = ({ body }: AdminAnswer): string[] | undefined =>
  Failure.safeParse(losslessJsonOrUndefined(Buffer.from(body))).data?.errors.flatMap(({ code }) => code ?? []);

/** @param accessToken of the application, or of a seller who has allowed it */
export function squareApi(call: CallAdmin, accessToken: string, now: () => number): SquareApi {
  const send = async (method: AdminRequest['method'], path: string, body?: object): Promise<unknown> => {
    const answer = await call({
      method,
      path: `/v2${path}`,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'square-version': apiVersion,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const codes = failureIn(answer);
    if (answer.status === 404 && codes?.includes('NOT_FOUND') === true) return undefined;
    refuse(answer, codes);
    checkAnswer(answer, now());
    const value = losslessJsonOrUndefined(Buffer.from(answer.body));
    if (answer.status !== 200 || value === undefined)
      throw new AdminRefusal(
        'unavailable',
        `expected an answer of Square's API, found something else (${answer.status})`,
      );
    return value;
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
  };
}

/** @throws AdminRefusal for an answer that says what is wrong with the token, the request or the version */
function refuse({ status }: AdminAnswer, codes: readonly string[] | undefined): void {
  const named = codes?.find((code) => /^[A-Z_]{1,60}$/.test(code));
  const why = named === undefined ? '' : `, ${named}`;
  if (codes?.some((code) => code === 'INVALID_SQUARE_VERSION_FORMAT' || code === 'API_VERSION_INCOMPATIBLE') === true)
    throw new AdminRefusal('version', `Square no longer has the API version ${apiVersion}: update thankflow`);
  switch (status) {
    case 400:
      throw new AdminRefusal('unreadable', `Square refuses what it is asked for (400${why}): update thankflow`);
    case 401:
      throw new AdminRefusal(
        'unauthorized',
        `Square doesn't know the access token (401${why}): it was replaced or has expired, or it is for the other of Production and Sandbox`,
      );
    case 403:
      // Something in front of Square's API may refuse the call, too.
      if (codes === undefined) return;
      throw new AdminRefusal('scope', `the access token lacks a permission (403${why})`);
    default:
      return;
  }
}

/** @throws AdminRefusal `unreadable` if the answer isn't what Square documents */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  return documented('Square', schema, answer);
}
