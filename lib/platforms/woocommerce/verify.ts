import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';
import { signingKey } from './secret.ts';

/**
 * `X-WC-Webhook-Signature`: base64 HMAC-SHA256 of the raw body. WooCommerce signs no time.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php (generate_signature)
 */
export function verifyWooCommerce(webhook: RawWebhook, secrets: readonly string[]): boolean {
  const given = signature(webhook);
  return secrets.some((secret) => isDigest(hmacSha256(signingKey(secret), webhook.body), given, 'base64'));
}

export const isSignedLikeWooCommerce = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = ({ headers }: RawWebhook): string | undefined => headers['x-wc-webhook-signature'];

/** Saving a webhook posts `webhook_id=12` as a form, unsigned; anything but 200 keeps it from being activated. */
export const isWooCommercePing = (webhook: RawWebhook): boolean =>
  signature(webhook) === undefined && webhook.body.length < 100 && /^webhook_id=\d+$/.test(webhook.body.toString());
