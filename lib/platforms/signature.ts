import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of the concatenated parts. A text key means its UTF-8 bytes. `undefined` for an empty key, because anybody can sign with that. */
export function hmacSha256(key: string | Buffer, ...parts: (string | Buffer)[]): Buffer | undefined {
  if (key.length === 0) return undefined;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

const sha256Texts = { base64: /^[A-Za-z0-9+/]{43}=$/, hex: /^[0-9a-fA-F]{64}$/ };

/** Compares a SHA-256 digest in text form with the expected one, in constant time. False if either is missing or invalid. */
export function isDigest(expected: Buffer | undefined, given: string | undefined, encoding: 'base64' | 'hex'): boolean {
  // Buffer.from ignores characters that it can't decode, so the exact form is checked first.
  if (expected === undefined || given === undefined || !sha256Texts[encoding].test(given)) return false;
  return timingSafeEqual(expected, Buffer.from(given, encoding));
}
