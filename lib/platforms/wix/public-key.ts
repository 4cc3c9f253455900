import { createPublicKey, type KeyObject } from 'node:crypto';

/** RS256 needs at least these. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const minBits = 2048;

/**
 * The app's public key, from a shop's webhook secret. Wix shows it as PEM, or as base64 of the PEM. The PEM's line breaks may be written as
 * `\n`, or be missing. `undefined` if it isn't an RSA public key.
 * @see https://dev.wix.com/docs/sdk/core-modules/sdk/app-strategy (publicKey)
 */
export function wixPublicKey(secret: string): KeyObject | undefined {
  const der = derIn(secret) ?? derIn(Buffer.from(secret, 'base64').toString('latin1'));
  const key = der && keyOf(der);
  return key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= minBits
    ? key
    : undefined;
}

/** Whoever has a private key can sign orders, so it must not be stored anywhere. */
export function whyUnusableForWix(secret: string): string | undefined {
  if (wixPublicKey(secret) !== undefined) return undefined;
  return /PRIVATE\s*KEY/.test(secret)
    ? "it's a private key, and only Wix may have one. Expected the app's public key"
    : `expected the app's public key as Wix shows it, which begins with -----BEGIN PUBLIC KEY----- (RSA, at least ${minBits} bits), or base64 of it`;
}

/** What a PEM encodes, whatever became of its line breaks. */
function derIn(text: string): Buffer | undefined {
  const pem = /^-----BEGINPUBLICKEY-----([A-Za-z0-9+/]+={0,2})-----ENDPUBLICKEY-----$/;
  const [, encoded] = pem.exec(text.replaceAll(/\\[rn]|\s/g, '')) ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
}

function keyOf(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
