import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/** A subscription's secret: 32 bytes in hex. Squarespace writes it in upper case. */
const secretText = /^[0-9a-f]{64}$/i;

export const whyUnusableForSquarespace = (secret: string): string | undefined =>
  secretText.test(secret)
    ? undefined
    : 'expected the 64 hex digits that Squarespace showed when the webhook was created';

/**
 * `Squarespace-Signature`: HMAC-SHA256 of the raw body in hex, in either case. The key is the 32 bytes that the secret encodes, not its text.
 * Squarespace signs no time, so there is no replay window to check.
 * @see https://developers.squarespace.com/webhooks/verifying-notifications
 */
export function verifySquarespace(webhook: RawWebhook, secrets: readonly string[]): boolean {
  const given = signature(webhook);
  return secrets
    .filter((secret) => secretText.test(secret))
    .some((secret) => isDigest(hmacSha256(Buffer.from(secret, 'hex'), webhook.body), given, 'hex'));
}

export const isSignedLikeSquarespace = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = ({ headers }: RawWebhook): string | undefined => headers['squarespace-signature'];
