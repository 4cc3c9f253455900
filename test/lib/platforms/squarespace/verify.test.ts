import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { squarespace } from '../../../../lib/platforms/squarespace/adapter.ts';
import { verifySquarespace } from '../../../../lib/platforms/squarespace/verify.ts';
import { webhook } from '../../../support/webhook.ts';

const body = '{"id":"65b3f0a1c2d3e4f5a6b7c901","topic":"order.create"}';
const secret = 'F3F9B981C78E7A6187E42853F6CE2804177E98206164779423B02DEC981ACD6A';
const another = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

/*
 * Golden vectors, made with OpenSSL 3.0, because Squarespace has no library that signs:
 * printf '%s' "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$secret
 */
const signature = '417642aa6bf92236e232d0b219f6d8f9d4bb86e12ef99760897d70d50ec03222';
const byAnother = '01aafbcb83e0d60bab94ffc7c70036d78446fbc23abe42cb56729f37cc10e262';
// printf '\xef\xbb\xbf%s\r\n' "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$secret
const ofMarkedBody = '74b6f3a08610966b31a499eff6e483ed65c2542c28fcd77a36c948e8997765d9';
// printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret", and -hmac ''
const byText = 'ba04ea7f8b36f277a9f1572f192612165845ae958b59ac646f9e46dc20f34c3c';
const byEmptyKey = 'c1c448891514614206be74dbf00b407a50351112735eeaf432164b2e175b2312';

const signed = (value: string | undefined, content: string | Buffer = body) =>
  webhook({ 'squarespace-signature': value }, content);
const verify = (value: string | undefined, content?: string | Buffer) =>
  verifySquarespace(signed(value, content), [secret]);

describe('verifySquarespace', () => {
  it.each([
    ['lower case', signature],
    ['upper case', signature.toUpperCase()],
  ])('accepts a signature in %s', (_what, given) => {
    expect(verify(given)).toBe(true);
  });

  it('accepts a secret in either case', () => {
    for (const text of [secret, secret.toLowerCase()]) {
      expect(verifySquarespace(signed(signature), [text])).toBe(true);
      expect(squarespace.whyUnusable?.(text)).toBeUndefined();
    }
  });

  it('accepts either of two live secrets, because a delivery may be on its way while the secret is rotated', () => {
    expect(verifySquarespace(signed(byAnother), [secret, another])).toBe(true);
    expect(verifySquarespace(signed(signature), [secret, another])).toBe(true);
  });

  it('verifies the bytes, with a byte order mark and line breaks', () => {
    expect(verify(ofMarkedBody, `\ufeff${body}\r\n`)).toBe(true);
    expect(verify(signature, `\ufeff${body}`)).toBe(false);
    expect(verify(signature, `${body}\r\n`)).toBe(false);
  });

  it('verifies a body that API Gateway passes as base64', () => {
    const request = {
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      headers: { 'Squarespace-Signature': signature },
      rawPath: '/webhooks/acme',
      rawQueryString: '',
      requestContext: { domainName: 'hooks.example' },
    };
    expect(verifySquarespace(rawWebhook(request), [secret])).toBe(true);
  });

  it.each([
    ['another secret', byAnother],
    ['the text of the secret as the key', byText],
    ['an empty key', byEmptyKey],
    ['base64', Buffer.from(signature, 'hex').toString('base64')],
    ['a truncated signature', signature.slice(0, 40)],
    ['a longer signature', `${signature}00`],
    ['a prefix', `sha256=${signature}`],
    ['a space', ` ${signature}`],
    ['a duplicated header, which API Gateway joins', `${signature},${signature}`],
    ['a duplicated header of which one is right', `${byAnother}, ${signature}`],
    ['an empty header', ''],
    ['no header', undefined],
  ])('refuses %s', (_what, given) => {
    expect(verify(given)).toBe(false);
  });

  it('refuses one flipped bit anywhere in the body or the signature', () => {
    const bytes = Buffer.from(body);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verify(signature, flipped)).toBe(false);
    }
    const digest = Buffer.from(signature, 'hex');
    for (let bit = 0; bit < digest.length * 8; bit++) {
      const flipped = Buffer.from(digest);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verify(flipped.toString('hex'))).toBe(false);
    }
  });

  it.each(['', 'not hex', secret.slice(2), `${secret}00`, ` ${secret}`, `whsec_${secret}`])(
    'verifies nothing with the secret "%s"',
    (text) => {
      expect(squarespace.whyUnusable?.(text)).toMatch(/^expected the 64 hex digits/);
      expect([signature, byAnother, byText, byEmptyKey].some((given) => verifySquarespace(signed(given), [text]))).toBe(
        false,
      );
    },
  );
});

describe('isSigned', () => {
  it('says whether the header is there, valid or not', () => {
    expect(squarespace.isSigned(signed('anything'))).toBe(true);
    expect(squarespace.isSigned(signed(undefined))).toBe(false);
    expect(squarespace.isSigned(webhook({ 'x-wc-webhook-signature': signature }, body))).toBe(false);
  });
});
