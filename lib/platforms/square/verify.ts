import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/**
 * `x-square-hmacsha256-signature`: base64 HMAC-SHA256 of the notification URL and the raw body. The URL is the text that the subscription has, to the
 * letter: a trailing slash, a query or another case makes another signature. Square signs no time, so there is no replay window to check.
 * @see https://developer.squareup.com/docs/webhooks/step3validate
 */
export function verifySquare(webhook: RawWebhook, secrets: readonly string[]): boolean {
  const { url, body } = webhook;
  if (url === '') return false;
  return secrets.some((secret) => isDigest(hmacSha256(secret, url, body), signature(webhook), 'base64'));
}

export const isSignedLikeSquare = (webhook: RawWebhook): boolean => Boolean(signature(webhook));

const signature = ({ headers }: RawWebhook): string | undefined => headers['x-square-hmacsha256-signature'];

/** What else an application has, by how it begins. These are easily taken for the signature key, which has no form of its own. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^(sandbox-)?sq0csb?p?-/, "that is the application's secret"],
  [/^(sandbox-)?sq0i/, "that is the application's ID"],
  [/^(EAAA|sq0atp-|sandbox-sq0atb-)/, 'that is an access token'],
  [/^wbhk_/, "that is the subscription's ID"],
];

const visible = /^[\x21-\x7e]+$/;

export function whyNotSquareSecret(secret: string): string | undefined {
  const [, what] = others.find(([form]) => form.test(secret)) ?? [];
  if (what === undefined && visible.test(secret)) return undefined;
  return `expected the signature key of the webhook subscription${what === undefined ? '' : `: ${what}`}`;
}
