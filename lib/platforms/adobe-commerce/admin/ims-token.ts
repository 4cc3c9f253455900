import * as z from 'zod';
import { minuteMs } from '../../../durations.ts';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type CallAdmin } from '../../admin/call.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { queryOf } from './oauth.ts';

/** An OAuth Server-to-Server credential of a project in the Adobe Developer Console. */
export interface ImsClient {
  clientId: string;
  clientSecret: string;
}

/** @see https://developer.adobe.com/commerce/webapi/rest/authentication/server-to-server/ */
const scopes = [
  'openid',
  'AdobeID',
  'email',
  'profile',
  'additional_info.roles',
  'additional_info.projectedProductContext',
  'commerce.accs',
];

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Tokens are replaced before they expire. */
const marginMs = 5 * minuteMs;

export interface ImsTokens {
  /** A token that is valid now. */
  now(): Promise<string>;
  /** The last token was refused: the next call asks for another one. */
  forget(): void;
}

/** Access tokens of Adobe's identity service, each for a day. @param origin where the service is */
export function imsTokens(call: CallAdmin, origin: string, client: ImsClient, now: () => number): ImsTokens {
  let known: { token: string; untilMs: number } | undefined;
  return {
    now: async () => {
      if (known !== undefined && now() < known.untilMs) return known.token;
      const { access_token: token, expires_in: seconds } = await granted(call, origin, client, now);
      known = { token, untilMs: now() + seconds * 1000 - marginMs };
      return token;
    },
    forget: () => {
      known = undefined;
    },
  };
}

/** @throws AdminRefusal `unauthorized` if Adobe gives none */
async function granted(
  call: CallAdmin,
  origin: string,
  { clientId, clientSecret }: ImsClient,
  now: () => number,
): Promise<z.infer<typeof Granted>> {
  const answer = await call({
    method: 'POST',
    origin,
    path: '/ims/token/v3',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: queryOf([
      ['grant_type', 'client_credentials'],
      ['client_id', clientId],
      ['client_secret', clientSecret],
      ['scope', scopes.join(',')],
    ]),
  });
  if ((answer.status === 400 || answer.status === 401) && errorIn(answer) !== undefined)
    throw new AdminRefusal(
      'unauthorized',
      errorIn(answer) === 'invalid_scope'
        ? "the credential may not ask for the scope commerce.accs: add the API of Adobe Commerce as a Cloud Service to the project in Adobe's Developer Console"
        : `Adobe doesn't know the client ID, or its secret is wrong (${answer.status})`,
    );
  checkAnswer(answer, now());
  const parsed = Granted.safeParse(jsonOrUndefined(answer.body));
  if (!parsed.success)
    throw new AdminRefusal('unavailable', `expected a token from Adobe, found something else (${answer.status})`);
  return parsed.data;
}

const Failure = z.object({ error: z.string() });
const errorIn = ({ body }: AdminAnswer): string | undefined => Failure.safeParse(jsonOrUndefined(body)).data?.error;
