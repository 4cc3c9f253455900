import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * HMAC-SHA256 over the parts, one after the other. A text key is taken as its UTF-8 bytes. An empty key gives no digest:
 * anybody can sign with it.
 */
export function hmacSha256(key: string | Buffer, ...parts: (string | Buffer)[]): Buffer | undefined {
  if (key.length === 0) return undefined;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

const sha256Texts = { base64: /^[A-Za-z0-9+/]{43}=$/, hex: /^[0-9a-fA-F]{64}$/ };

/**
 * Whether a SHA-256 digest given as text is the expected one, in constant time. Text that is not a digest isn't, and without
 * an expected digest nothing is.
 */
export function isDigest(expected: Buffer | undefined, given: string | undefined, encoding: 'base64' | 'hex'): boolean {
  // Buffer.from skips what it cannot decode; only the exact form may reach it.
  if (expected === undefined || given === undefined || !sha256Texts[encoding].test(given)) return false;
  return timingSafeEqual(expected, Buffer.from(given, encoding));
}
