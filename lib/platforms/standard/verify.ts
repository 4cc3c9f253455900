import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/** How far the signed time may be from ours, either way, seconds. */
const toleranceSeconds = 5 * 60;

/**
 * `webhook-signature`: one or more of `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, separated by blanks; one
 * that fits is enough. Other versions (`v1a`, public keys) are passed over.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export function verifyStandard({ headers, body }: RawWebhook, secrets: readonly string[], nowMs: number): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((signature) => signature.startsWith('v1,'));
  if (!id || !timestamp || !isCurrent(timestamp, nowMs)) return false;
  return secrets.some((secret) => {
    const key = keyOf(secret);
    if (key === undefined) return false;
    const expected = hmacSha256(key, `${id}.${timestamp}.`, body);
    return signatures.some((signature) => isDigest(expected, signature.slice('v1,'.length), 'base64'));
  });
}

/** Seconds since 1970, digits only: that is the text that was signed. */
const isCurrent = (timestamp: string, nowMs: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= toleranceSeconds;

/** `whsec_` and base64; the prefix is for people. Text that is no base64 gives no key: decoded it would be a weak or an empty one. */
function keyOf(secret: string): Buffer | undefined {
  const base64 = secret.replace(/^whsec_/, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
