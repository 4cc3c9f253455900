import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

/** Reads from Ecwid's API, `path` below the store's. `undefined`: there is no such thing in the store. */
export type Rest = (path: string) => Promise<AdminAnswer | undefined>;

export interface EcwidToken {
  storeId: string;
  /** `secret_…`, of an app in the store. It doesn't expire. */
  secretToken: string;
}

/** @see https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes */
const Failure = z.object({
  errorCode: z.string().nullish().catch(undefined),
  errorMessage: z.string().nullish().catch(undefined),
});

/** Ecwid says with a 429 how long to wait. Its own client waits this long if it doesn't. */
const coolDownMs = 10_000;

export const ecwidRest =
  (call: CallAdmin, { storeId, secretToken }: EcwidToken, now: () => number): Rest =>
  async (path) => {
    const answer = await call({
      method: 'GET',
      path: `/api/v3/${storeId}${path}`,
      headers: { authorization: `Bearer ${secretToken}`, accept: 'application/json' },
    });
    const { status } = answer;
    if (status === 429 && answer.headers['retry-after'] === undefined)
      throw new AdminRefusal('throttled', 'Ecwid limits the calls (429)', { retryAfterMs: coolDownMs });
    refuse(answer, storeId);
    // Of an ID that can't be one, Ecwid may say that the request is wrong.
    if (status === 400 || status === 404) return undefined;
    checkAnswer(answer, now());
    if (status === 200) return answer;
    throw new AdminRefusal('unavailable', `expected an answer of Ecwid's API, found something else (${status})`);
  };

/** The code of an error, such as `ORDER_NOT_FOUND`. The documentation doesn't say in which of the two fields it is. */
function codeIn({ body }: AdminAnswer): string {
  const { errorCode, errorMessage } = Failure.safeParse(jsonOrUndefined(body)).data ?? {};
  return `${errorCode ?? ''} ${errorMessage ?? ''}`;
}

/** @throws AdminRefusal for an answer that says what is wrong with the token, the store or the version */
function refuse(answer: AdminAnswer, storeId: string): void {
  const { status } = answer;
  const code = codeIn(answer);
  switch (status) {
    case 401:
      throw new AdminRefusal('unauthorized', "Ecwid doesn't know the secret token: it was mistyped or revoked (401)");
    case 402:
      throw new AdminRefusal(
        'unauthorized',
        "Ecwid refuses because of the store's plan, or because the store is suspended (402): see its Ecwid admin",
      );
    case 403:
      // Such as a firewall that dislikes an ID: it mustn't look as if the token were wrong, which would stop the shop.
      if (/^\s*</.test(answer.body))
        throw new AdminRefusal(
          'unavailable',
          "something in front of Ecwid's API refuses the call (403). If this lasts, check the secret token",
        );
      if (/SCOPE/.test(code))
        throw new AdminRefusal('scope', 'the app lacks the scope read_orders or read_store_profile (403)');
      throw new AdminRefusal(
        'unauthorized',
        "Ecwid doesn't know the secret token: it was mistyped, or belongs to another store, or the app was removed (403)",
      );
    case 404:
      if (/STORE_NOT_FOUND|PROFILE_NOT_FOUND/.test(code))
        throw new AdminRefusal('unauthorized', `Ecwid has no store ${storeId} (404): check the store ID`);
      return;
    case 405:
    case 410:
      throw new AdminRefusal(
        'version',
        `Ecwid has no API v3 at this address (${status}): update thankflow to a version that uses a newer one`,
      );
    case 408:
      throw new AdminRefusal('unavailable', 'Ecwid took too long (408)');
    default:
  }
}
