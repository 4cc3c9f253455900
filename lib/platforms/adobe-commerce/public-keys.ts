import type { RawWebhook, ReadSettings } from '../platform.ts';
import { minRsaBits, rsaPublicKey } from '../rsa-public-key.ts';

/** Where Adobe publishes its keys. No other host's key counts. */
const origin = 'https://static.adobeioevents.com';

/**
 * A key's path, as Adobe writes it. The headers aren't signed, and Adobe's SDK only appends the path to the host. So `.evil.example/x` or
 * `@evil.example/x` would be another host's key: the whole path has to look like this.
 */
const keyPath = /^\/prod\/keys\/pub-key-[A-Za-z0-9-]{1,64}\.pem$/;

const pathHeaders = ['x-adobe-public-key1-path', 'x-adobe-public-key2-path'];

/**
 * The URLs of the keys that may have signed an event. None if it doesn't contain the shop's client ID: then it isn't for this shop, whoever
 * signed it. So a stranger who doesn't know the ID can't make anybody fetch anything.
 * @see https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification
 */
export function adobeCommerceKeys({ headers, body }: RawWebhook, { platformShopId }: ReadSettings): readonly string[] {
  if (platformShopId === undefined || !body.includes(platformShopId)) return [];
  const paths = pathHeaders.map((name) => headers[name]).filter((path) => path !== undefined && keyPath.test(path));
  return [...new Set(paths)].map((path) => `${origin}${path}`);
}

/** Why what Adobe's host answered can't be a key. */
export const whyNoAdobeKey = (document: string): string | undefined =>
  rsaPublicKey(document) === undefined
    ? `expected a public key that begins with -----BEGIN PUBLIC KEY----- (RSA, at least ${minRsaBits} bits)`
    : undefined;
