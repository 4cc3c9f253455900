import { describe, expect, it } from 'vitest';
import { isWooCommercePing, verifyWooCommerce } from '../../../../lib/platforms/woocommerce/verify.ts';
import { webhook } from '../../../support/webhook.ts';

const body = '{"id":820982911946154508,"name":"#1001"}';
const signed = (value: string | undefined) => webhook({ 'x-wc-webhook-signature': value }, body);

/*
 * Golden vectors, made with OpenSSL 3.0: printf '%s' "$body" | openssl dgst -sha256 -hmac "$key" -binary | base64
 * where the key is what PHP's wp_specialchars_decode($secret, ENT_QUOTES) gives.
 */
const plain = 'oN7V21Sd5VgOk622c5UxbwmX9rveUQtpiSe4gYZOWlw='; // ck(kB8*x+Pz
const special = 'MJkeUVzEIZ1kW/58eapavZ9uNE7eo2okNCIvzWce9s8='; // a<b&c"d'e
const entity = 'eTcqYSFrrEB6lZADGxAu6Ila90oFgRQ1NM2v4QYises='; // &lt;
const hexAngle = 'G2OCDDudt8LklGgStNKD274iyb0K176g0MfqN+JJJns='; // a&#x3c;b
const undecoded = '6A2DOz/FFHFvPbkyVXmYDNa8Qz9ShE1fgGpenwzRBCM='; // a&#x3C;b&#x3e;&LT;&apos;&#39
// printf '%s' "$body" | openssl dgst -sha256 -hmac '' -binary | base64
const byEmptyKey = 'bzoSvAgfBXyNSuLHabSWbULqA42GGuxxbYrN2WO/jqs=';

describe('verifyWooCommerce', () => {
  it.each([
    ['ck(kB8*x+Pz', plain],
    [`a<b&c"d'e`, special],
    ['a&lt;b&amp;c&quot;d&#039;e', special],
    ['a&#60;b&#038;c&#x22;d&#X27;e', special],
    ['a&#0000000000060;b&#x26;c&#034;d&#x0000000000027;e', special],
    ['a<b&#X0026;c&#34;d&#00039;e', special],
    // WordPress decodes "<" and ">" from their names and decimals, not from hex.
    ['a&#x3c;b', hexAngle],
    ['a&#x3C;b&#x3e;&LT;&apos;&#39', undecoded],
    // Decoded once: what was encoded twice keeps one layer.
    ['&amp;lt;', entity],
    ['&#x26;lt;', entity],
  ])('accepts what is signed with the key of the secret %s', (secret, digest) => {
    expect(verifyWooCommerce(signed(digest), [secret])).toBe(true);
  });

  it('accepts either of two live secrets', () => {
    expect(verifyWooCommerce(signed(plain), ['newer', 'ck(kB8*x+Pz'])).toBe(true);
  });

  it.each([
    ['another secret', signed(plain), ['other']],
    ['an entity that WordPress leaves alone', signed(special), ['a&LT;b&amp;c&quot;d&apos;e']],
    ['hex that WordPress leaves alone', signed(special), ['a&#x3c;b&amp;c&quot;d&#039;e']],
    ['the empty key', signed(byEmptyKey), ['']],
    ['no header', webhook({}, body), ['ck(kB8*x+Pz']],
    ['hex instead of base64', signed(Buffer.from(plain, 'base64').toString('hex')), ['ck(kB8*x+Pz']],
    ['another body', webhook({ 'x-wc-webhook-signature': plain }, `${body} `), ['ck(kB8*x+Pz']],
  ])('refuses %s', (_what, forged, secrets) => {
    expect(verifyWooCommerce(forged, secrets)).toBe(false);
  });
});

describe('isWooCommercePing', () => {
  it('knows the unsigned form post that saving a webhook sends', () => {
    expect(isWooCommercePing(webhook({}, 'webhook_id=17'))).toBe(true);
  });

  it.each([
    ['is signed', webhook({ 'x-wc-webhook-signature': plain }, 'webhook_id=17')],
    ['carries an order', webhook({}, '{"id":727,"status":"processing"}')],
    ['carries more than the id', webhook({}, 'webhook_id=17&total=29.35')],
    ['is empty', webhook({}, '')],
  ])('takes nothing for one that %s', (_what, request) => {
    expect(isWooCommercePing(request)).toBe(false);
  });
});
