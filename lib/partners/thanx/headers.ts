import type { ThanxSecret } from '../../secrets/secrets.ts';

/**
 * The headers of every call. `bearer` is the credential's access token for the partner API, and a customer's token for the consumer API. With
 * another `Accept-Version`, the credential may lose its access.
 * @see https://docs.thanx.com (Partner API, Headers)
 */
export function thanxHeaders(credential: Pick<ThanxSecret, 'clientId'>, bearer: string): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    'x-clientid': credential.clientId,
    'accept-version': 'v4.0',
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'thankflow/1.0.0',
  };
}

/**
 * The headers of the Loyalty API, which knows neither clients nor `Accept-Version`. `bearer` is a member's token.
 * @see https://docs.thanx.com/loyalty/headers
 */
export function loyaltyHeaders(merchantKey: string, bearer: string): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    'merchant-key': merchantKey,
    accept: 'application/vnd.thanx-v1+json',
    'content-type': 'application/json',
    'user-agent': 'thankflow/1.0.0',
  };
}
