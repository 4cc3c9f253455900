import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

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

/** When a webhook is saved, WooCommerce posts `webhook_id=12` as a form, unsigned. It only activates the webhook if the answer is 200. */
export const isWooCommercePing = (webhook: RawWebhook): boolean =>
  signature(webhook) === undefined && webhook.body.length < 100 && /^webhook_id=\d+$/.test(webhook.body.toString());

const characters = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['60', '<'],
  ['62', '>'],
  ['38', '&'],
  ['34', '"'],
  ['39', "'"],
  // WordPress decodes only these three in hex: "&#x3c;" stays as it is.
  ['x26', '&'],
  ['x22', '"'],
  ['x27', "'"],
]);

/** Names are in lower case, `x` is in either case, and numbers may have leading zeros. */
const entity = /&(?:(lt|gt|amp|quot)|#(?:0*(60|62|38|34|39)|[xX]0*(26|22|27)));/g;

/**
 * The key that WooCommerce signs with, from the secret as an admin sees it. WordPress may have stored `<` as `&lt;`, and decodes these entities
 * once before it signs. So `a<b` as it was typed, and `a&lt;b` as it was copied from the database, are the same key.
 * @see https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-includes/formatting.php (wp_specialchars_decode, with ENT_QUOTES)
 */
export const signingKey = (secret: string): string =>
  secret.replace(
    entity,
    (whole, name?: string, decimal?: string, hex?: string) =>
      characters.get(name ?? decimal ?? `x${hex ?? ''}`) ?? whole,
  );
