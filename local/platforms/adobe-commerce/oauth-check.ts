import { createHmac } from 'node:crypto';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { AdobeCommerceAccount } from './account.ts';

/** How far Commerce lets the time of a request be from its own. */
const toleranceSeconds = 600;

const required = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_nonce',
  'oauth_timestamp',
];

/** The parameters of an OAuth header, decoded; `undefined` if it's none. */
export function oauthIn(header: string | undefined): Map<string, string> | undefined {
  const [, rest] = /^OAuth (.+)$/.exec(header ?? '') ?? [];
  if (rest === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest.split(/,\s*/)) {
    const [, name, value] = /^(\w+)="([^"]*)"$/.exec(part) ?? [];
    if (name === undefined || value === undefined || parameters.has(name)) return undefined;
    parameters.set(name, decodeURIComponent(value));
  }
  return parameters;
}

/** RFC 3986 with capitals, without JavaScript's exceptions. */
const escape = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/**
 * Why Commerce refuses a request that is signed with OAuth 1.0a; `undefined`: it doesn't. With none of thankflow's own code.
 * @see https://github.com/magento/magento2/blob/2.4-develop/lib/internal/Magento/Framework/Oauth/Oauth.php
 */
export function whyNotSigned(
  { method, path, query, headers }: SandboxCall,
  { integration, shop, nonces }: AdobeCommerceAccount,
  given: ReadonlyMap<string, string>,
): string | undefined {
  const missing = required.find((name) => !given.get(name));
  if (missing !== undefined) return `"${missing}" is required. Enter and try again.`;
  if (given.get('oauth_signature_method') !== 'HMAC-SHA256') return 'Signature method is not supported.';
  if (given.get('oauth_token') !== integration.accessToken) return 'The token is invalid.';
  const seconds = Number(given.get('oauth_timestamp'));
  if (!(Math.abs(shop.options.now() / 1000 - seconds) <= toleranceSeconds))
    return 'The oauth_timestamp value is invalid. Verify and try again.';
  const nonce = `${given.get('oauth_nonce')} ${seconds}`;
  if (nonces.has(nonce)) return 'The nonce is already being used by the consumer.';
  const signed = [...query, ...given]
    .filter(([name]) => name !== 'oauth_signature' && name !== 'realm')
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    // None of the names is the beginning of another one.
    .sort();
  // Whoever serves a shop knows by which name it was called.
  const origin = headers.host === undefined ? `https://${shop.options.domain}` : `http://${headers.host}`;
  const base = [method, `${origin}${path}`, signed.join('&')].map(escape).join('&');
  const key = [integration.consumerSecret, integration.accessTokenSecret].map(escape).join('&');
  if (createHmac('sha256', key).update(base).digest('base64') !== given.get('oauth_signature'))
    return 'The signature is invalid. Verify and try again.';
  nonces.add(nonce);
  return undefined;
}
