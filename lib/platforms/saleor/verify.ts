import type { KeyObject } from 'node:crypto';
import { errors, flattenedVerify } from 'jose';
import type { RawWebhook, ReadSettings } from '../platform.ts';
import { saleorDomain, saleorKeyUrl } from './domain.ts';
import { keysIn } from './key-set.ts';
import { detachedSignature, type DetachedSignature } from './signature.ts';

/**
 * Where the key is that may have signed a webhook. The domain is the one in the shop's settings. `Saleor-Domain` and `Saleor-Api-Url` aren't signed, so they may
 * name anybody's shop. No URL if no key can have signed it.
 */
export function saleorKeyUrls(webhook: RawWebhook, { platformShopId: domain }: ReadSettings): readonly string[] {
  if (domain === undefined || !saleorDomain.test(domain)) return [];
  return detachedSignature(webhook) === undefined ? [] : [saleorKeyUrl(domain)];
}

/**
 * `Saleor-Signature`: a detached JWS of the raw body. The signed bytes are `header.body`, whatever the body is. The key is the one that the header
 * names. The algorithm is fixed, and jose ignores the keys that a header offers. Saleor signs no time, so there is no replay window to check.
 * @param keySets JSON Web Key Sets of the shop
 */
export async function verifySaleor(webhook: RawWebhook, keySets: readonly string[]): Promise<boolean> {
  const given = detachedSignature(webhook);
  if (given === undefined) return false;
  for (const { key, kid } of keySets.flatMap((document) => keysIn(document) ?? [])) {
    if (kid === given.kid && (await isSignedBy(key, given, webhook.body))) return true;
  }
  return false;
}

async function isSignedBy(key: KeyObject, given: DetachedSignature, body: Buffer): Promise<boolean> {
  try {
    const { signature, protected: header } = given;
    await flattenedVerify({ protected: header, payload: body, signature }, key, { algorithms: ['RS256'] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
