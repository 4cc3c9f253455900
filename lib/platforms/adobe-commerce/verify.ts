import { constants, verify, type KeyObject } from 'node:crypto';
import type { RawWebhook } from '../platform.ts';
import { rsaPublicKey } from '../rsa-public-key.ts';

const signatureHeaders = ['x-adobe-digital-signature-1', 'x-adobe-digital-signature-2'];

/** Longer than that of any RSA key in use. */
const maxSignatureChars = 1400;

/**
 * Adobe signs the raw body twice, with RSA-SHA256 (PKCS #1 v1.5), with two keys of which one may just be replaced. One valid signature suffices.
 * Adobe signs no time, so there is no replay window to check.
 * @param keys the PEMs at the URLs that `adobeCommerceKeys` names
 * @see https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification
 */
export function verifyAdobeCommerce({ headers, body }: RawWebhook, keys: readonly string[]): boolean {
  const signatures = signatureHeaders.map((name) => signatureIn(headers[name])).filter((one) => one !== undefined);
  const known = keys.map(rsaPublicKey).filter((key) => key !== undefined);
  return known.some((key) => signatures.some((signature) => isSignedBy(key, body, signature)));
}

export const isSignedLikeAdobe = ({ headers }: RawWebhook): boolean =>
  signatureHeaders.some((name) => Boolean(headers[name]));

/** Base64 in its only exact form: decoding would accept others, too. */
function signatureIn(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === '' || text.length > maxSignatureChars) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

const isSignedBy = (key: KeyObject, body: Buffer, signature: Buffer): boolean =>
  verify('sha256', body, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
