import type { KeyObject } from 'node:crypto';
import { minRsaBits, rsaPublicKey } from '../rsa-public-key.ts';

/**
 * The app's public key, from a shop's webhook secret. Wix shows it as PEM, or as base64 of the PEM. `undefined` if it isn't an RSA public key.
 * @see https://dev.wix.com/docs/sdk/core-modules/sdk/app-strategy (publicKey)
 */
export const wixPublicKey = (secret: string): KeyObject | undefined =>
  rsaPublicKey(secret) ?? rsaPublicKey(Buffer.from(secret, 'base64').toString('latin1'));

/** Whoever has a private key can sign orders, so it must not be stored anywhere. */
export function whyUnusableForWix(secret: string): string | undefined {
  if (wixPublicKey(secret) !== undefined) return undefined;
  return /PRIVATE\s*KEY/.test(secret)
    ? "it's a private key, and only Wix may have one. Expected the app's public key"
    : `expected the app's public key as Wix shows it, which begins with -----BEGIN PUBLIC KEY----- (RSA, at least ${minRsaBits} bits), or base64 of it`;
}
