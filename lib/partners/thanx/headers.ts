import type { ThanxSecret } from '../../secrets/secrets.ts';

/**
 * The headers of every call. `bearer` is the credential's access token for the partner API, and a customer's token for the consumer API. With
 * another `Accept-Version`, the credential may lose its access. Until 2023, Thanx required a `Date` within five minutes of its clock.
 * @param nowMs when the call is sent, epoch ms
 * @see https://docs.thanx.com (Partner API, Headers)
 */
export function thanxHeaders(
  credential: Pick<ThanxSecret, 'clientId'>,
  bearer: string,
  nowMs: number,
): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    'x-clientid': credential.clientId,
    'accept-version': 'v4.0',
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'thankflow/1.0.0',
    date: httpDate(nowMs),
  };
}

/**
 * The headers of the Loyalty API, which knows neither clients nor `Accept-Version`. `bearer` is a member's token.
 * @param nowMs when the call is sent, epoch ms
 * @see https://docs.thanx.com/loyalty/headers
 */
export function loyaltyHeaders(merchantKey: string, bearer: string, nowMs: number): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    'merchant-key': merchantKey,
    accept: 'application/vnd.thanx-v1+json',
    'content-type': 'application/json',
    'user-agent': 'thankflow/1.0.0',
    date: httpDate(nowMs),
  };
}

/** A time as the header `Date` has it: `Thu, 06 Oct 2011 02:26:12 GMT`. @see RFC 9110, IMF-fixdate */
const httpDate = (atMs: number): string => new Date(atMs).toUTCString();
