import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/** How far the signed time may be from ours, either way, seconds. */
const toleranceSeconds = 5 * 60;

/** The three headers are `webhook-id` and so on, or Svix's own `svix-id` and so on, which it sends by default. */
const families = ['webhook', 'svix'] as const;

/**
 * `webhook-signature`: one or more of `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, separated by blanks; one
 * that fits is enough. Other versions (`v1a`, public keys) are passed over. Svix's headers are read the same way; a header of
 * one family never stands in for one of the other.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 * @see https://docs.svix.com/receiving/verifying-payloads/how-manual
 */
export const verifyStandard = (webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean =>
  families.some((family) => isSigned(family, webhook, secrets, nowMs));

function isSigned(
  family: (typeof families)[number],
  { headers, body }: RawWebhook,
  secrets: readonly string[],
  nowMs: number,
): boolean {
  const id = headers[`${family}-id`];
  const timestamp = headers[`${family}-timestamp`];
  const signatures = signaturesOf(headers[`${family}-signature`]);
  if (!id || !timestamp || !isCurrent(timestamp, nowMs)) return false;
  return secrets.some((secret) => {
    const key = keyOf(secret);
    if (key === undefined) return false;
    const expected = hmacSha256(key, `${id}.${timestamp}.`, body);
    return signatures.some((signature) => isDigest(expected, signature.slice('v1,'.length), 'base64'));
  });
}

const signaturesOf = (header = ''): string[] => header.split(' ').filter((signature) => signature.startsWith('v1,'));

const areSeconds = (timestamp: string): boolean => /^\d{1,12}$/.test(timestamp);

/** Seconds since 1970, digits only: that is the text that was signed. */
const isCurrent = (timestamp: string, nowMs: number): boolean =>
  areSeconds(timestamp) && Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= toleranceSeconds;

export const isSignedLikeStandard = ({ headers }: RawWebhook): boolean =>
  families.some((family) => Boolean(headers[`${family}-signature`]));

/** Looks at the headers of the family whose signature it carries, in the order in which a sender builds them. */
export function explainRefusal({ headers }: RawWebhook, nowMs: number): string {
  const family = families.find((name) => Boolean(headers[`${name}-signature`])) ?? 'webhook';
  const timestamp = headers[`${family}-timestamp`];
  if (!headers[`${family}-id`]) return `there is no ${family}-id header`;
  if (!timestamp) return `there is no ${family}-timestamp header`;
  if (!areSeconds(timestamp)) return `${family}-timestamp must be whole seconds since 1970`;
  if (!isCurrent(timestamp, nowMs)) return `${family}-timestamp is more than 5 minutes from our clock`;
  if (signaturesOf(headers[`${family}-signature`]).length === 0)
    return `${family}-signature must be "v1," and the signature in base64`;
  return 'the signature does not match: compare the secret, and sign id.timestamp.body with the body exactly as sent';
}

/** `whsec_` and base64; the prefix is for people. Text that is not base64 gives no key: decoded, it would be a weak one. */
function keyOf(secret: string): Buffer | undefined {
  const base64 = secret.replace(/^whsec_/, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
