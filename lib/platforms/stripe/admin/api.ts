import * as z from 'zod';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { losslessJsonOrUndefined } from '../../payload.ts';

/**
 * Calls Stripe's API, `path` below `/v1`. Answers are parsed without loss. `undefined`: there is no such object.
 * @throws AdminRefusal
 */
export interface StripeApi {
  get(path: string, query?: Query): Promise<unknown>;
  post(path: string, form: Query): Promise<unknown>;
}

/** Names and values. A list's name ends in `[]`, and occurs once for each entry. */
export type Query = readonly (readonly [name: string, value: string])[];

/** The version in which everything but events is answered, whatever the account's own version is. */
export const apiVersion = '2026-10-28.endive';

const Failure = z.object({
  error: z.object({ code: z.string().optional().catch(undefined), message: z.string().optional().catch(undefined) }),
});

const failureIn = ({ body }: AdminAnswer): z.infer<typeof Failure>['error'] | undefined =>
  Failure.safeParse(losslessJsonOrUndefined(Buffer.from(body))).data?.error;

/**
 * @param account the connected account to ask about, if the key is a platform's
 * @see https://docs.stripe.com/api/authentication and https://docs.stripe.com/api/connected-accounts
 */
export function stripeApi(call: CallAdmin, apiKey: string, account: string | undefined, now: () => number): StripeApi {
  const send = async (method: 'GET' | 'POST', path: string, body?: string): Promise<unknown> => {
    const answer = await call({
      method,
      path: `/v1${path}`,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'stripe-version': apiVersion,
        accept: 'application/json',
        ...(account !== undefined && { 'stripe-account': account }),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body !== undefined && { body }),
    });
    refuse(answer);
    checkAnswer(answer, now());
    if (answer.status === 404) return undefined;
    const value = losslessJsonOrUndefined(Buffer.from(answer.body));
    if (answer.status !== 200 || value === undefined)
      throw new AdminRefusal(
        'unavailable',
        `expected an answer of Stripe's API, found something else (${answer.status})`,
      );
    return value;
  };
  return {
    get: (path, query = []) => send('GET', query.length === 0 ? path : `${path}?${encoded(query)}`),
    post: (path, form) => send('POST', path, encoded(form)),
  };
}

const encoded = (query: Query): string =>
  query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** @throws AdminRefusal for an answer that says what is wrong with the key, the request or the version */
function refuse(answer: AdminAnswer): void {
  const { status } = answer;
  const { code, message = '' } = failureIn(answer) ?? {};
  if (status === 403) {
    // Stripe's message names the permission, and ends with the key's beginning.
    const permission = /'(rak_\w{1,60})'/.exec(message)?.[1];
    const named = permission === undefined ? '' : `: it needs ${permission}`;
    throw new AdminRefusal(
      'scope',
      `the restricted key lacks a permission, or has no access to the account (403)${named}`,
    );
  }
  if (status === 404 && code !== 'resource_missing')
    throw new AdminRefusal('unavailable', "expected Stripe's API, found something else (404)");
  if (status === 400 && /version/i.test(message))
    throw new AdminRefusal('version', `Stripe no longer has the API version ${apiVersion}: update thankflow`);
  if (status === 400) {
    const why = code !== undefined && /^\w{1,60}$/.test(code) ? ` (${code})` : '';
    throw new AdminRefusal('unreadable', `Stripe refuses what it is asked for (400)${why}: update thankflow`);
  }
}

/** @throws AdminRefusal `unreadable` if the answer isn't what Stripe documents */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  return documented('Stripe', schema, answer);
}
