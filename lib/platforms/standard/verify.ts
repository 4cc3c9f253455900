import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/** How far the signed time may be from ours, in both directions. */
const toleranceSeconds = 5 * 60;

/** The headers are `webhook-id` and so on, or `svix-id` and so on, which Svix sends by default. */
const families = ['webhook', 'svix'] as const;

/**
 * `webhook-signature`: one or more signatures, separated by spaces. Each is `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. One valid
 * signature is enough; other versions (`v1a`, public keys) are ignored. Svix's headers work the same way, but the two families can't be mixed.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 * @see https://docs.svix.com/receiving/verifying-payloads/how-manual
 */
export const verifyStandard = (webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean =>
  families.some((family) => isSignedWith(secrets.map(keyOf), webhook, nowMs, family));

/** Whether one of the keys signed it. @param family `webhook` are the names of the standard itself */
export function isSignedWith(
  keys: readonly (Buffer | undefined)[],
  { headers, body }: RawWebhook,
  nowMs: number,
  family: (typeof families)[number] = 'webhook',
): boolean {
  const id = headers[`${family}-id`];
  const timestamp = headers[`${family}-timestamp`];
  const signatures = signaturesOf(headers[`${family}-signature`]);
  if (!id || !timestamp || !isCurrent(timestamp, nowMs)) return false;
  return keys.some((key) => {
    if (key === undefined) return false;
    const expected = hmacSha256(key, `${id}.${timestamp}.`, body);
    return signatures.some((signature) => isDigest(expected, signature.slice('v1,'.length), 'base64'));
  });
}

const signaturesOf = (header = ''): string[] => header.split(' ').filter((signature) => signature.startsWith('v1,'));

const areSeconds = (timestamp: string): boolean => /^\d{1,12}$/.test(timestamp);

/** Only digits are allowed, because exactly this text was signed. */
const isCurrent = (timestamp: string, nowMs: number): boolean =>
  areSeconds(timestamp) && Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= toleranceSeconds;

export const isSignedLikeStandard = ({ headers }: RawWebhook): boolean =>
  families.some((family) => Boolean(headers[`${family}-signature`]));

/** Checks the headers of the family that has a signature, in the order in which a sender builds them. */
export function explainRefusal({ headers }: RawWebhook, nowMs: number): string {
  const family = families.find((name) => Boolean(headers[`${name}-signature`])) ?? 'webhook';
  const timestamp = headers[`${family}-timestamp`];
  if (!headers[`${family}-id`]) return `the header ${family}-id is missing`;
  if (!timestamp) return `the header ${family}-timestamp is missing`;
  if (!areSeconds(timestamp)) return `${family}-timestamp must be whole seconds since 1970`;
  if (!isCurrent(timestamp, nowMs)) return `${family}-timestamp is more than 5 minutes from our clock`;
  if (signaturesOf(headers[`${family}-signature`]).length === 0)
    return `${family}-signature must be "v1," and the signature in base64`;
  return "the signature doesn't match: check the secret, and sign id.timestamp.body with the body exactly as sent";
}

/** Only what can't be decoded: a short key is weak, but signs. */
export const whyUnusableForStandard = (secret: string): string | undefined =>
  keyOf(secret) === undefined
    ? 'expected whsec_ and base64, such as the output of: openssl rand -base64 32'
    : undefined;

/** Decodes `whsec_` and base64; the prefix is optional. `undefined` if it isn't base64, because decoding it would give a weak key. */
function keyOf(secret: string): Buffer | undefined {
  const base64 = secret.replace(/^whsec_/, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
