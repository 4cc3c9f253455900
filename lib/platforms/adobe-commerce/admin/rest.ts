import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { documentedJson } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { imsTokens, type ImsClient } from './ims-token.ts';
import { oauthHeader, queryOf, type Integration } from './oauth.ts';

/** The address of a shop's API, and a credential for it: of an integration (PaaS), or of Adobe's identity service (SaaS). */
export type CommerceCredential = { url: string } & (Integration | ImsClient);

type Pair = readonly [name: string, value: string];

/** Gets something from Commerce's REST API, `path` below `/V1`. `undefined`: there is no such thing, in Commerce's own words. */
export type Rest = (path: string, query: readonly Pair[]) => Promise<AdminAnswer | undefined>;

const imsOrigin = 'https://ims-na1.adobelogin.com';

/** @see https://developer.adobe.com/commerce/webapi/rest/ */
export function commerceRest(call: CallAdmin, credential: CommerceCredential, now: () => number): Rest {
  const get = 'consumerKey' in credential ? withIntegration(call, credential, now) : withIms(call, credential, now);
  return async (path, query) => {
    const answer = await get(path, query);
    const { status } = answer;
    if (status === 404 && isGone(answer)) return undefined;
    refuse(answer);
    checkAnswer(answer, now());
    if (status === 200) return answer;
    throw notCommerce(answer);
  };
}

type Get = (path: string, query: readonly Pair[]) => Promise<AdminAnswer>;

const sent = (path: string, query: readonly Pair[]): string =>
  query.length === 0 ? path : `${path}?${queryOf(query)}`;

/** Commerce on the merchant's or Adobe's servers, with an integration's four values. */
function withIntegration(
  call: CallAdmin,
  { url, ...integration }: { url: string } & Integration,
  now: () => number,
): Get {
  return (path, query) => {
    const below = `/rest/V1${path}`;
    const use = { timestamp: Math.floor(now() / 1000), nonce: randomBytes(16).toString('hex') };
    const authorization = oauthHeader(integration, url + below, query, use);
    return call({ method: 'GET', path: sent(below, query), headers: { authorization, accept: 'application/json' } });
  };
}

/** Adobe Commerce as a Cloud Service, whose paths have no `/rest`. */
function withIms(call: CallAdmin, { url, ...client }: { url: string } & ImsClient, now: () => number): Get {
  // The local stack plays both in one place.
  const origin = url.startsWith('http://') ? new URL(url).origin : imsOrigin;
  const tokens = imsTokens(call, origin, client, now);
  const get: Get = async (path, query) => {
    const headers = { authorization: `Bearer ${await tokens.now()}`, accept: 'application/json' };
    return await call({ method: 'GET', path: sent(`/V1${path}`, query), headers });
  };
  return async (path, query) => {
    const answer = await get(path, query);
    if (answer.status !== 401) return answer;
    tokens.forget();
    return await get(path, query);
  };
}

/** @see https://developer.adobe.com/commerce/webapi/get-started/gs-web-api-response/ */
const Failure = z.object({ message: z.string() });
const messageIn = ({ body }: AdminAnswer): string | undefined => Failure.safeParse(jsonOrUndefined(body)).data?.message;

/** Not a path that doesn't exist ("Request does not match any route."), nor another server's 404. */
const isGone = (answer: AdminAnswer): boolean => /doesn't exist|no such entity/i.test(messageIn(answer) ?? '');

/** @throws AdminRefusal for an answer that says what is wrong with the address or the credential */
function refuse(answer: AdminAnswer): void {
  const { status } = answer;
  const message = messageIn(answer);
  const isAboutAccess = (status === 401 || status === 403) && message !== undefined;
  // Before 2.4, a missing permission is a 401, too.
  if (isAboutAccess && /authorized to access/i.test(message))
    throw new AdminRefusal('scope', `the credential may not read orders (${status}): it needs Sales → Orders → View`);
  if (status === 401 && message !== undefined)
    throw new AdminRefusal(
      'unauthorized',
      `Commerce refuses the credential (401): one of its values is mistyped, or the integration was removed`,
    );
  if (status === 401 || status === 403)
    throw new AdminRefusal(
      'unavailable',
      `something in front of Commerce refuses the call, such as a firewall (${status}): let thankflow's calls pass`,
    );
  if (status === 404) throw notCommerce(answer);
  if (status === 400 && message !== undefined)
    throw new AdminRefusal(
      'version',
      'Commerce refuses what it is asked for (400): thankflow needs version 2.4.4 or later',
    );
}

const notCommerce = ({ status }: AdminAnswer): AdminRefusal =>
  new AdminRefusal('unavailable', `expected Commerce's REST API, found something else (${status}): check the URL`);

/** @throws AdminRefusal `unreadable` or `unavailable` if the answer isn't what Commerce documents */
export const parseAnswer = <Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> => documentedJson('Commerce', schema, answer ?? { body: '' });
