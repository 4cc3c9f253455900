import type { Ending } from '../ending.ts';
import type { HandshakeRequest, HandshakeShop } from '../ports.ts';

/** Adobe sends a UUID. Whatever else may be in it, it's sent back to whoever asked, so it can't be a page or a script. */
const form = /^[\w.~-]{1,128}$/;

/**
 * Adobe's challenge: `GET ?challenge=…` on the shop's webhook URL, when somebody registers it in the Adobe Developer Console. Sending it back says
 * that the URL wants events. Anybody can ask, and nothing is stored: events count only if they are for the shop's own client ID.
 * @see https://developer.adobe.com/events/docs/guides/#the-challenge-request
 */
export async function answerChallenge(_: HandshakeShop, { query }: HandshakeRequest): Promise<Ending> {
  const [challenge, ...others] = new URLSearchParams(query).getAll('challenge');
  return challenge !== undefined && others.length === 0 && form.test(challenge)
    ? { outcome: 'challenged', challenge }
    : { outcome: 'malformed', reason: 'expected one challenge of letters, digits and hyphens, as Adobe sends it.' };
}
