import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { RawWebhook } from '../platform.ts';
import { wixPublicKey } from './public-key.ts';
import { tokenIn } from './token.ts';

/**
 * The body is a JWT, which Wix signs with the app's private key (RS256). The webhook secret is the public key. The token must have a time of
 * expiry. There is no narrower replay window, because Wix documents none, and no issuer or audience. The algorithm is fixed, and jose ignores
 * the keys that a token's header offers.
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks
 */
export async function verifyWix({ body }: RawWebhook, secrets: readonly string[], nowMs: number): Promise<boolean> {
  const token = tokenIn(body);
  if (token === undefined || !isCanonical(token)) return false;
  for (const key of secrets.map(wixPublicKey)) {
    if (key !== undefined && (await isSignedBy(key, token, nowMs))) return true;
  }
  return false;
}

export const isSignedLikeWix = ({ body }: RawWebhook): boolean => tokenIn(body) !== undefined;

/** The last letter of a signature has bits without meaning. Only the form in which they are 0 is a signature. */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

async function isSignedBy(key: KeyObject, token: string, nowMs: number): Promise<boolean> {
  try {
    await jwtVerify(token, key, { algorithms: ['RS256'], requiredClaims: ['exp'], currentDate: new Date(nowMs) });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
