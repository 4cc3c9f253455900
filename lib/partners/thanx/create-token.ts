import * as z from 'zod';
import type { ThanxSecret } from '../../secrets/secrets.ts';
import { optionalField } from '../lenient.ts';
import { send, type Connection, type Timing, type Sent } from '../connection.ts';
import { readAnswer, thanxErrorOf, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';

/** The shortest lifetime of Thanx's tokens, used if the answer doesn't say it. */
const minLifetimeSeconds = 60;

/** The longest that Thanx gives. Without one, a token would never expire. */
const lifetimeSeconds = 3600;

const seconds = optionalField(z.coerce.number().positive().max(86_400));
const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  expires_in: seconds,
  /** Thanx's documentation has both names: this one in its table, `expires_in` in its example. */
  expires: seconds,
});

/** Whom the token acts as. `userId` is Thanx's own ID. */
type Member = { email: string } | { userId: string };

/** A customer's bearer token. It's only kept in memory. */
export interface UserToken {
  accessToken: string;
  /** Epoch ms by our clock, counted from before the request was sent. */
  expiresAtMs: number;
  /** The member's ID at Thanx, if it was looked up. */
  userId?: string;
}

/**
 * `POST /partner/oauth/token`: gets a token that acts as a member. Needs the scope `auth.create`. Safe to repeat. `no-member` if the customer
 * isn't an enrolled member, whatever the status of Thanx's answer; `no-email` if the address is invalid.
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
      headers: thanxHeaders(call.credential, call.credential.accessToken, startedAtMs),
      body: JSON.stringify({
        merchant_id: call.merchantId,
        ...('userId' in call ? { user_id: call.userId } : { email: call.email }),
        expires_in: lifetimeSeconds,
      }),
    },
    timing,
  );
  if (saysNoMember(sent)) return { kind: 'no-member' };
  if (saysNoEmail(sent)) return { kind: 'no-email' };
  const outcome = readAnswer(sent, TokenAnswer);
  if (outcome.kind !== 'ok') return outcome;
  const { access_token: accessToken, expires_in: expiresIn, expires } = outcome.value;
  const lifetimeMs = (expiresIn ?? expires ?? minLifetimeSeconds) * 1000;
  return { kind: 'ok', value: { accessToken, expiresAtMs: startedAtMs + lifetimeMs } };
}

const unknownUser = /\bunknown[ _-]?user\b/i;
const missingMember =
  /\b(user|customer|consumer|member)[ _-](was )?(not[ _-]found|does not exist|is not (a member|enrolled))|(not|n't) find (the |a )?(user|customer|consumer|member)\b/i;

/** Thanx promises not to change the code. The documented status is 400. */
export const saysNoEmail = (sent: Sent): boolean =>
  sent.kind === 'answer' &&
  sent.status >= 400 &&
  sent.status < 500 &&
  thanxErrorOf(sent.body).code === 'USER_EMAIL_INVALID';

/**
 * Only the text "unknown user" is documented, not its status. A 401 or 403 without that exact text is treated as a refusal of our credential:
 * then the circuit opens and a person looks at it, whereas nobody would notice a skipped customer.
 */
function saysNoMember(sent: Sent): boolean {
  if (sent.kind !== 'answer' || sent.status < 400 || sent.status >= 500 || sent.status === 429) return false;
  const { text } = thanxErrorOf(sent.body);
  if (unknownUser.test(text)) return true;
  return sent.status !== 401 && sent.status !== 403 && missingMember.test(text);
}
