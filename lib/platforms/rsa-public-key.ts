import { createPublicKey, type KeyObject } from 'node:crypto';

/** RS256 needs at least these. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
export const minRsaBits = 2048;

/**
 * An RSA public key from its PEM, whose line breaks may be written as `\n`, or be missing. `undefined` for anything else, also for a private key,
 * another algorithm, and a key that is too short.
 */
export function rsaPublicKey(pem: string): KeyObject | undefined {
  const form = /^-----BEGINPUBLICKEY-----([A-Za-z0-9+/]+={0,2})-----ENDPUBLICKEY-----$/;
  const [, encoded] = form.exec(pem.replaceAll(/\\[rn]|\s/g, '')) ?? [];
  const key = encoded === undefined ? undefined : keyOf(Buffer.from(encoded, 'base64'));
  return key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= minRsaBits
    ? key
    : undefined;
}

function keyOf(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
