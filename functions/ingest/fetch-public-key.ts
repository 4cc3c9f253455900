import { ThankflowError } from '../../lib/errors.ts';
import { readBounded } from '../../lib/partners/exchange.ts';
import { keyTimeoutMs } from './time-budget.ts';

/** Ends before ingest stops waiting, so that one key that isn't answered doesn't cost the other one. */
const timeoutMs = keyTimeoutMs - 100;
/** A set of keys has a few kilobytes. What is longer is cut, and then no key. */
const maxBytes = 64 * 1024;

/** The host's word that there is no such document. Anything else may be a fault. */
const gone: ReadonlySet<number> = new Set([404, 410]);

/**
 * Fetches the document at a public key's URL. Redirects are not followed, because they could lead to another host.
 * @param prefix what replaces `https://` in the URL
 * @returns `undefined` if its host says that the document doesn't exist
 * @throws ThankflowError `unavailable` for any other answer, and what `fetch` throws
 */
export async function fetchPublicKey(prefix: string, url: string): Promise<string | undefined> {
  const { protocol, username, host } = new URL(url);
  if (protocol !== 'https:' || username !== '') throw new Error('public keys are fetched by https only');
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await fetch(prefix + url.slice('https://'.length), { redirect: 'manual', signal });
  if (answer.status === 200) return await readBounded(answer.body, maxBytes);
  await answer.body?.cancel();
  if (gone.has(answer.status)) return undefined;
  throw new ThankflowError('unavailable', `${host} answered ${answer.status} instead of the public key`);
}
