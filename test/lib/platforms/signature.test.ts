import { describe, expect, it } from 'vitest';
import { hmacSha256, isDigest } from '../../../lib/platforms/signature.ts';

// printf 'a.b' | openssl dgst -sha256 -hmac 'key' -hex, and with -hmac ''
const byKey = 'dd17e3f2c79de32e3f3fa66503e34c711b58d419eb910f5e29d1505ce73aae08';
const byEmptyKey = '6a23c98f4666a74d43a700b9f8c858bc39ea8f899a4c96c5aad6e2d016db9cb7';

describe('hmacSha256', () => {
  it('gives what OpenSSL gives, of all parts together', () => {
    expect(hmacSha256('key', 'a', Buffer.from('.b'))?.toString('hex')).toBe(byKey);
    expect(isDigest(hmacSha256(Buffer.from('key'), 'a.b'), byKey.toUpperCase(), 'hex')).toBe(true);
  });

  it.each(['', Buffer.alloc(0)])('gives nothing with an empty key, and so verifies nothing', (empty) => {
    const expected = hmacSha256(empty, 'a.b');
    expect(expected).toBeUndefined();
    expect(isDigest(expected, byEmptyKey, 'hex')).toBe(false);
    expect(isDigest(expected, Buffer.from(byEmptyKey, 'hex').toString('base64'), 'base64')).toBe(false);
    expect(isDigest(expected, undefined, 'hex')).toBe(false);
  });
});
