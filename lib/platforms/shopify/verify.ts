import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';
import { shopifyHeader } from './headers.ts';

/**
 * `X-Shopify-Hmac-Sha256`: base64 HMAC-SHA256 of the raw body. The key is the app's client secret as Shopify shows it. There is no replay
 * window to check: Shopify signs no time, and retries 8 times within 4 hours with the same body.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify
 * @see https://shopify.dev/changelog/updates-to-webhook-retry-mechanism
 */
export function verifyShopify(webhook: RawWebhook, secrets: readonly string[]): boolean {
  const given = signature(webhook);
  return secrets.some((secret) => isDigest(hmacSha256(secret, webhook.body), given, 'base64'));
}

export const isSignedLikeShopify = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = (webhook: RawWebhook): string | undefined => shopifyHeader(webhook, 'hmac-sha256');
