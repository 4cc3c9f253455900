import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { adobeCommerce } from '../../../../lib/platforms/adobe-commerce/adapter.ts';
import { verifyAdobeCommerce } from '../../../../lib/platforms/adobe-commerce/verify.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

/*
 * Golden vectors, made with OpenSSL 3.0: Adobe has no library that signs. For each of two keys of
 *   openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048
 * `openssl dgst -sha256 -sign key.pem body | openssl base64 -A`, and likewise with a byte order mark before and CRLF after the body, with -sha1, and
 * with -sigopt rsa_padding_mode:pss
 */
const vectors = JSON.parse(fixture('adobe-commerce/signatures.json').toString()) as Record<
  'body' | 'first' | 'second' | 'ofMarkedBody' | 'sha1' | 'pss',
  string
>;
const { body, first, second } = vectors;
const [key, otherKey] = ['public-key', 'public-key-2'].map((name) => fixture(`adobe-commerce/${name}.pem`).toString());
const keys = [key ?? '', otherKey ?? ''];

const signed = (one: string | undefined, two?: string, content: string | Buffer = body) =>
  webhook({ 'x-adobe-digital-signature-1': one, 'x-adobe-digital-signature-2': two }, content);
const verify = (one: string | undefined, two?: string, content?: string | Buffer) =>
  verifyAdobeCommerce(signed(one, two, content), keys);

describe('verifyAdobeCommerce', () => {
  it.each([
    ['both signatures', first, second],
    ['the first alone', first, undefined],
    ['the second alone', undefined, second],
    ['the first, although the second is wrong', first, first.replace(/^./, 'A')],
    ['the second, although the first is wrong', second.replace(/^./, 'A'), second],
    ['the second, although the first is garbage', '%%%', second],
  ])('accepts %s', (_what, one, two) => {
    expect(verify(one, two)).toBe(true);
  });

  it('accepts one of the keys, because the other may not be there', () => {
    expect(verifyAdobeCommerce(signed(first, second), keys.slice(1))).toBe(true);
    expect(verifyAdobeCommerce(signed(first, second), ['no key', ...keys.slice(0, 1)])).toBe(true);
  });

  it('verifies the bytes, with a byte order mark and line breaks', () => {
    expect(verify(vectors.ofMarkedBody, undefined, `\ufeff${body}\r\n`)).toBe(true);
    expect(verify(first, second, `\ufeff${body}`)).toBe(false);
    expect(verify(first, second, `${body}\r\n`)).toBe(false);
  });

  it('verifies a body that API Gateway passes as base64', () => {
    const request = {
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      headers: { 'X-Adobe-Digital-Signature-1': first },
      rawPath: '/webhooks/acme',
      rawQueryString: '',
      requestContext: { domainName: 'hooks.example' },
    };
    expect(verifyAdobeCommerce(rawWebhook(request), keys)).toBe(true);
  });

  const bytes = Buffer.from(first, 'base64');
  it.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['SHA-1', vectors.sha1],
    ['another padding', vectors.pss],
    ['a truncated signature', first.slice(0, 100)],
    ['a signature without its last byte', bytes.subarray(0, -1).toString('base64')],
    ['a longer signature', Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64')],
    ['hex', bytes.toString('hex')],
    ['base64url', bytes.toString('base64url')],
    ['base64 without its padding', first.replace(/=+$/, '')],
    ['a space', ` ${first}`],
    ['a line break', `${first}\n`],
    ['a duplicated header, which API Gateway joins', `${first},${first}`],
    ['very much text', first.repeat(100)],
  ])('refuses %s', (_what, given) => {
    expect(verify(given)).toBe(false);
    expect(verify(undefined, given)).toBe(false);
  });

  it('refuses one flipped bit in the body or the signature', () => {
    const flip = (content: Buffer, bit: number): Buffer => {
      const flipped = Buffer.from(content);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return flipped;
    };
    for (let bit = 0; bit < body.length * 8; bit += 7)
      expect(verify(first, undefined, flip(Buffer.from(body), bit))).toBe(false);
    for (let bit = 0; bit < bytes.length * 8; bit += 7) expect(verify(flip(bytes, bit).toString('base64'))).toBe(false);
  });

  it('refuses what another key signed', () => {
    expect(verifyAdobeCommerce(signed(first), keys.slice(1))).toBe(false);
    expect(verifyAdobeCommerce(signed(first, second), [])).toBe(false);
  });
});

describe('a key that is none', () => {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  const short = generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding, privateKeyEncoding });
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding });
  const whole = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding });

  it.each([
    ['a page', '<html></html>'],
    ['an empty document', ''],
    ['a private key', whole.privateKey],
    ['a short key', short.publicKey],
    ['an elliptic curve', elliptic.publicKey],
  ])('is %s: nobody can decide with it', (_what, document) => {
    expect(adobeCommerce.whyUnusable?.(document)).toMatch(/^expected a public key .* \(RSA, at least 2048 bits\)$/);
    expect(verifyAdobeCommerce(signed(first, second), [document])).toBe(false);
  });

  it('verifies nothing, even what was signed with it', () => {
    const signature = (privateKey: string) => sign('sha256', Buffer.from(body), privateKey).toString('base64');
    expect(verifyAdobeCommerce(signed(signature(short.privateKey)), [short.publicKey])).toBe(false);
    expect(verifyAdobeCommerce(signed(signature(elliptic.privateKey)), [elliptic.publicKey])).toBe(false);
  });

  it('may be written with other line breaks', () => {
    for (const text of [keys[0]?.replaceAll('\n', '\r\n') ?? '', keys[0]?.trim() ?? '']) {
      expect(adobeCommerce.whyUnusable?.(text)).toBeUndefined();
      expect(verifyAdobeCommerce(signed(first), [text])).toBe(true);
    }
  });
});

describe('isSigned', () => {
  it('says whether a signature header is there, valid or not', () => {
    expect(adobeCommerce.isSigned(signed('anything'))).toBe(true);
    expect(adobeCommerce.isSigned(signed(undefined, 'anything'))).toBe(true);
    expect(adobeCommerce.isSigned(signed(undefined))).toBe(false);
  });
});
