import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsIn, withoutSecrets } from '../../../../lib/shops/file/secret-like.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const random = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: length, maxLength: length });

/** Random characters can look like a word; those few, one in thousands, are not what a detector is asked for. */
const mixed = (text: string) => (text.match(/\d+/g)?.length ?? 0) >= 3 && /[a-zA-Z]/.test(text);

describe('what looks like a secret', () => {
  it.each([
    ['a Standard Webhooks secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['a Stripe key', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['a short one', 'sk_live_abcd'],
    ['a Shopify secret', 'shpss_0123456789abcdef0123456789abcdef'],
    ['a WooCommerce key', 'cs_9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b'],
    ['an AWS access key', 'AKIAIOSFODNN7EXAMPLE'],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['a bearer token', 'Bearer abc.def-ghi_123456'],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----'],
    ['a password in an address', 'https://ada:hunter2@example.com'],
    ['32 alphanumerics', 'k3Jd92LmQ0xZbT7uVn5RcYw8eHs1Ga6P'],
    ['32 hex digits', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['anything else than an ID where one is', 'platformShopId: d41d8cd98f00b204e9800998ecf8427eX1y2'],
    ['hex digits in another setting', 'name: d41d8cd98f00b204e9800998ecf8427e'],
    ['padded base64', 'c2VjcmV0IHNlY3JldCA0Mg=='],
    ['long URL-safe base64', 'Zm9_vYm-FyYm_F6cXV-4MTIz_NDU2-Nzg5QUJD_REVG'],
  ])('%s', (_, secret) => {
    const text = `key: ${secret}`;
    expect(secretsIn(text)).toHaveLength(1);
    expect(withoutSecrets(`found "${secret}" here`)).not.toContain(secret.slice(-8));
  });

  it('finds any 32 random letters and digits, wherever they stand', () => {
    for (const alphabet of ['abcdef' + digits, lower + digits, lower + lower.toUpperCase() + digits]) {
      fc.assert(
        fc.property(random(alphabet, 32).filter(mixed), fc.constantFrom('', 'x: ', '# ', '"'), (secret, before) => {
          expect(secretsIn(`${before}${secret}\n`)).toEqual([{ offset: before.length, length: 32 }]);
          expect(withoutSecrets(before + secret)).not.toContain(secret);
        }),
      );
    }
  });

  it.each([
    ['prose', 'Thank you for your order, it plants trees in the Mata Atlântica.'],
    ['a long German word', 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'],
    ['a long name', 'this-is-the-long-name-of-a-shop-with-many-hyphens-in-2026'],
    ['an address', 'https://example.com/collections/summer-2026/products/oak-desk-120cm?ref=Mail7'],
    ['a template', '{{customer.firstName|friend}} {{items.first.title|your order}} {{impact.inWords}}'],
    ['a status key hash', `sha256:${'d41d8cd98f00b204'.repeat(4)}`],
    ['a client ID of Adobe’s', 'shop: a\nplatformShopId: "d41d8cd98f00b204e9800998ecf8427e" # the project’s\n'],
    ['a UUID', '7b8e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b'],
    ['a placeholder', 'starts with whsec_… as the platform shows it'],
    ['an instant', '2026-01-31T12:00:00.000+01:00'],
  ])('leaves %s alone', (_, text) => {
    expect(secretsIn(text)).toEqual([]);
    expect(withoutSecrets(text)).toBe(text);
  });
});
