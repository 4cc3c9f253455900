import { jsonOrUndefined } from '../../../json.ts';
import type * as z from 'zod';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { documentedJson } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { losslessJsonOrUndefined } from '../../payload.ts';

/** An account of a store's API. */
export interface BigCommerceAccount {
  storeHash: string;
  accessToken: string;
}

/** Calls BigCommerce's API, `path` below the store's. `undefined`: there is no such thing, in BigCommerce's own words. */
export type Rest = (
  request: Pick<AdminRequest, 'method' | 'path'> & { body?: object },
) => Promise<AdminAnswer | undefined>;

/** @see https://developer.bigcommerce.com/docs/start/about/status-codes */
export function bigCommerceRest(
  call: CallAdmin,
  { storeHash, accessToken }: BigCommerceAccount,
  now: () => number,
): Rest {
  return async ({ method, path, body }) => {
    const answer = await call({
      method,
      path: `/stores/${encodeURIComponent(storeHash)}${path}`,
      headers: {
        'x-auth-token': accessToken,
        // Without it, some answers are XML.
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status, headers } = answer;
    if (status === 429) throw throttled(headers['x-rate-limit-time-reset-ms']);
    if (status === 404 && isOwnWords(answer)) return undefined;
    refuse(answer);
    checkAnswer(answer, now());
    if (status === 200 || status === 201 || status === 204) return answer;
    throw new AdminRefusal('unavailable', `expected an answer of BigCommerce's API, found something else (${status})`);
  };
}

/** A store's calls are counted for half a minute. @see https://developer.bigcommerce.com/docs/start/best-practices/api-rate-limits */
const windowMs = 30_000;

/** The limit is the store's, whichever of its apps makes the calls. */
function throttled(resetMs: string | undefined): AdminRefusal {
  const retryAfterMs = /^\d{1,9}$/.test(resetMs ?? '') ? Number(resetMs) : windowMs;
  return new AdminRefusal('throttled', 'BigCommerce limits the calls of the store’s apps (429)', { retryAfterMs });
}

/** Errors of its API are JSON. Those of something in front of it are pages. */
const isOwnWords = ({ body }: AdminAnswer): boolean => typeof jsonOrUndefined(body) === 'object';

/** @throws AdminRefusal for an answer that says what is wrong with the account or the version */
function refuse(answer: AdminAnswer): void {
  const { status } = answer;
  switch (status) {
    case 400:
    case 409:
    case 422:
      throw new AdminRefusal(
        'version',
        `BigCommerce refuses what it is asked for (${status}): update thankflow to a version that knows its API`,
      );
    case 401:
      throw new AdminRefusal(
        'unauthorized',
        "BigCommerce doesn't know the access token for this store (401): it was mistyped, or its API account was deleted",
      );
    case 403:
      if (!isOwnWords(answer)) return;
      throw new AdminRefusal(
        'scope',
        'the API account lacks the scope Orders: read-only (403). An account’s scopes can be changed: edit it, and keep its token',
      );
    case 404:
    case 405:
    case 410:
      throw new AdminRefusal(
        'unavailable',
        `expected an answer of BigCommerce's API, found something else (${status}): check the store hash`,
      );
    default:
      return;
  }
}

/** @throws AdminRefusal `version`, `unreadable` or `unavailable` if the answer isn't what BigCommerce documents */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> {
  return documentedJson('BigCommerce', schema, existing(answer));
}

/** An answer's JSON, with each digit of its IDs. @throws AdminRefusal `unavailable` if it isn't JSON */
export function losslessAnswer({ body }: AdminAnswer): unknown {
  const value = losslessJsonOrUndefined(Buffer.from(body));
  if (value === undefined)
    throw new AdminRefusal('unavailable', 'expected JSON from BigCommerce, found something else');
  return value;
}

/** @throws AdminRefusal `version` if there is no such thing */
export function existing(answer: AdminAnswer | undefined): AdminAnswer {
  if (answer !== undefined) return answer;
  throw new AdminRefusal(
    'version',
    "BigCommerce doesn't have what it is asked for (404): the store hash is wrong, or thankflow needs an update for a newer API",
  );
}
