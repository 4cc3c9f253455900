import * as z from 'zod';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { documentedJson } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { accessToken, type WixApp } from './access-token.ts';

/** Calls Wix's eCommerce API, `path` below `/ecom/v1`. `undefined`: there is no such thing. */
export type Rest = (
  request: Pick<AdminRequest, 'method' | 'path'> & { body?: object },
) => Promise<AdminAnswer | undefined>;

/**
 * Authorises with the token alone, without `Bearer`.
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/access/authentication/authenticate-using-oauth
 * @see https://dev.wix.com/docs/api-reference/articles/work-with-wix-apis/troubleshooting/about-errors
 */
export function wixRest(call: CallAdmin, app: WixApp, now: () => number): Rest {
  const token = accessToken(call, app, now);
  const ask = async ({ method, path, body }: Parameters<Rest>[0]): Promise<AdminAnswer> =>
    await call({
      method,
      path: `/ecom/v1${path}`,
      headers: {
        authorization: await token.get(),
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return async (request) => {
    let answer = await ask(request);
    if (answer.status === 401) {
      // It may have been valid when this began.
      token.forget();
      answer = await ask(request);
    }
    const { status } = answer;
    if (status === 403)
      throw new AdminRefusal(
        'scope',
        "the app lacks the permission Read Orders, or the site's owner hasn't agreed to it (403)",
      );
    if (status === 404) return undefined;
    if (status === 400)
      throw new AdminRefusal(
        'version',
        'Wix refuses what it is asked for (400): update thankflow to a version that knows its API',
      );
    checkAnswer(answer, now());
    if (status === 200) return answer;
    throw new AdminRefusal('unavailable', `expected an answer of Wix's API, found something else (${status})`);
  };
}

/** @throws AdminRefusal `version`, `unreadable` or `unavailable` if the answer isn't what Wix documents */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> {
  if (answer === undefined)
    throw new AdminRefusal(
      'version',
      "Wix's eCommerce API isn't at its address (404): update thankflow to a version that uses a newer one",
    );
  return documentedJson('Wix', schema, answer);
}
