import { hmacSha256 } from '../../signature.ts';

/** What Commerce shows of an activated integration: System → Extensions → Integrations. */
export interface Integration {
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  accessTokenSecret: string;
}

/** Each use of a credential has a time and a nonce of its own. */
export interface OAuthUse {
  /** Seconds since 1970. */
  timestamp: number;
  /** Never used before. */
  nonce: string;
}

/** Percent-encodes everything but unreserved characters. @see https://www.rfc-editor.org/rfc/rfc5849#section-3.6 */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

type Pair = readonly [name: string, value: string];

/** A query as it's signed and sent. */
export const queryOf = (parameters: readonly Pair[]): string =>
  parameters.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');

/**
 * The header `Authorization` of a `GET` request: OAuth 1.0a with HMAC-SHA256, which Commerce has taken instead of SHA-1 since 2.4.
 * @param url without a query
 * @see https://www.rfc-editor.org/rfc/rfc5849#section-3.4
 * @see https://developer.adobe.com/commerce/webapi/get-started/authentication/gs-authentication-oauth/
 */
export function oauthHeader(
  { consumerKey, consumerSecret, accessToken, accessTokenSecret }: Integration,
  url: string,
  query: readonly Pair[],
  { timestamp, nonce }: OAuthUse,
): string {
  const own: Pair[] = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_token', accessToken],
    ['oauth_version', '1.0'],
  ];
  const signed = [...query, ...own].map(([name, value]): Pair => [encoded(name), encoded(value)]).toSorted(byText);
  const parameters = signed.map((pair) => pair.join('=')).join('&');
  const base = ['GET', encoded(url), encoded(parameters)].join('&');
  const signature = hmacSha256(`${encoded(consumerSecret)}&${encoded(accessTokenSecret)}`, base)?.toString('base64');
  const all: Pair[] = [...own, ['oauth_signature', signature ?? '']];
  return `OAuth ${all.map(([name, value]) => `${name}="${encoded(value)}"`).join(', ')}`;
}

/** By name, then by value, as bytes. Encoded text is ASCII. */
const byText = ([a, x]: Pair, [b, y]: Pair): number => (a === b ? compare(x, y) : compare(a, b));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
