import * as z from 'zod';
import type { ThanxSecret } from '../../secrets/secrets.ts';
import { optionalField } from '../lenient.ts';
import type { Connection } from '../connection.ts';
import { thanxHeaders } from './headers.ts';
import type { ThanxOutcome } from './outcome.ts';
import { errorOf, readAnswer } from './read-answer.ts';
import { send, type Sent, type Timing } from '../send.ts';

/** The shortest lifetime Thanx gives a token, taken where it does not say one. */
const shortestSeconds = 60;

const seconds = optionalField(z.coerce.number().positive().max(86_400));
const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  expires_in: seconds,
  /** The vendor's table calls it this, its example `expires_in`. */
  expires: seconds,
});

/** Who the token acts as: by e-mail address, or by Thanx's own user id. */
export type Member = { email: string } | { userId: string };

/** A customer's bearer token: kept in memory only. */
export interface UserToken {
  accessToken: string;
  /** Epoch ms by our clock, counted from before the request went out. */
  expiresAtMs: number;
}

/**
 * `POST /partner/oauth/token`: a token that acts as the member with this e-mail address or user id. Scope `auth.create`. Safe to repeat.
 * A customer who is not an enrolled member is `no-member`, whatever status Thanx gives it; an address that nobody can have is `no-email`.
 * @see https://docs.thanx.com (Partner API, Create OAuth token)
 */
export async function createToken(
  connection: Connection,
  call: { credential: ThanxSecret; merchantId: string } & Member,
  timing: Timing,
): Promise<ThanxOutcome<UserToken>> {
  const startedAtMs = timing.now();
  const sent = await send(
    connection,
    {
      method: 'POST',
      path: '/partner/oauth/token',
      headers: thanxHeaders(call.credential, call.credential.accessToken),
      body: JSON.stringify({
        merchant_id: call.merchantId,
        ...('userId' in call ? { user_id: call.userId } : { email: call.email }),
      }),
    },
    timing,
  );
  if (saysNoMember(sent)) return { kind: 'no-member' };
  if (saysNoEmail(sent)) return { kind: 'no-email' };
  const outcome = readAnswer(sent, TokenAnswer);
  if (outcome.kind !== 'ok') return outcome;
  const { access_token: accessToken, expires_in: expiresIn, expires } = outcome.value;
  const lifetimeMs = (expiresIn ?? expires ?? shortestSeconds) * 1000;
  return { kind: 'ok', value: { accessToken, expiresAtMs: startedAtMs + lifetimeMs } };
}

const unknownUser = /\bunknown[ _-]?user\b/i;
const missingMember =
  /\b(user|customer|consumer|member)[ _-](was )?(not[ _-]found|does not exist|is not (a member|enrolled))|(not|n't) find (the |a )?(user|customer|consumer|member)\b/i;

/** By its code, which Thanx promises to keep. Its status is documented as 400. */
const saysNoEmail = (sent: Sent): boolean =>
  sent.kind === 'answer' && sent.status >= 400 && sent.status < 500 && errorOf(sent.body).code === 'USER_EMAIL_INVALID';

/**
 * "Unknown user" is all that is documented, not its status. A 401 or 403 may as well be about our own credential, and an
 * answer without those very words is taken so: a held credential is looked at, a skipped customer is not.
 */
function saysNoMember(sent: Sent): boolean {
  if (sent.kind !== 'answer' || sent.status < 400 || sent.status >= 500 || sent.status === 429) return false;
  const { text } = errorOf(sent.body);
  if (unknownUser.test(text)) return true;
  return sent.status !== 401 && sent.status !== 403 && missingMember.test(text);
}
