import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyShopify } from '../../../../lib/platforms/shopify/verify.ts';
import { webhook } from '../../../support/webhook.ts';

/*
 * Golden vectors, made with OpenSSL 3.0 from the bytes below:
 *   printf '…' | openssl dgst -sha256 -hmac 'shpss_9f8e…' -binary | base64
 */
const secret = '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';
const body = '{"id":820982911946154508,"name":"#1001"}';
const signature = 'vyv+leKle7BEq9/l/l6D1Hois/8TwRUwxbWoUXq5hGQ=';
const vectors = [
  [secret, body, signature],
  [secret, 'Grüße 🌳', '0SadUml9rEUNsuWt3bub5o/ILkEYt/HkAisVZo0Y1Rw='],
  [secret, '', 'BIZe3YnKPPxDu2tH3V3/RR4ohV+J5Lx2nHICoG+80kQ='],
  ['old-secret', body, 'L8jw+FsLRLbdDSWzsNf9349FuHY2eWADB40jNgN52OM='],
] as const;

const signed = (value: string | undefined, name = 'x-shopify-hmac-sha256') => webhook({ [name]: value }, body);

describe('verifyShopify', () => {
  it.each(vectors)('accepts what OpenSSL signed with %s', (key, text, digest) => {
    expect(verifyShopify(webhook({ 'x-shopify-hmac-sha256': digest }, text), [key])).toBe(true);
  });

  it('accepts the header without its X-', () => {
    expect(verifyShopify(signed(signature, 'shopify-hmac-sha256'), [secret])).toBe(true);
  });

  it('accepts either of two live secrets, in any order', () => {
    expect(verifyShopify(signed(signature), ['old-secret', secret])).toBe(true);
    expect(verifyShopify(signed('L8jw+FsLRLbdDSWzsNf9349FuHY2eWADB40jNgN52OM='), [secret, 'old-secret'])).toBe(true);
  });

  it.each([
    ['another secret', signed(signature), ['shpss_other']],
    ['no secret at all', signed(signature), []],
    // printf '%s' "$body" | openssl dgst -sha256 -hmac '' -binary | base64
    ['the empty key', signed('bzoSvAgfBXyNSuLHabSWbULqA42GGuxxbYrN2WO/jqs='), ['']],
    ['no header', webhook({}, body), [secret]],
    ['an empty header', signed(''), [secret]],
    ['hex instead of base64', signed(Buffer.from(signature, 'base64').toString('hex')), [secret]],
    ['a cut signature', signed(signature.slice(0, -4)), [secret]],
    ['blanks around it', signed(` ${signature}`), [secret]],
    ['two signatures', signed(`${signature},${signature}`), [secret]],
    ['letters that are no base64', signed(`ü${signature.slice(1)}`), [secret]],
  ])('refuses %s', (_what, forged, secrets) => {
    expect(verifyShopify(forged, secrets)).toBe(false);
  });

  it('refuses the body with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const tampered = Buffer.from(body);
        tampered[at] = tampered[at]! ^ flip;
        expect(verifyShopify(webhook({ 'x-shopify-hmac-sha256': signature }, tampered), [secret])).toBe(false);
      }),
    );
  });
});
