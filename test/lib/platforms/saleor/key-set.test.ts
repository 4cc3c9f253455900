import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keysIn, whyUnusableForSaleor } from '../../../../lib/platforms/saleor/key-set.ts';
import { verifySaleor } from '../../../../lib/platforms/saleor/verify.ts';
import { fixture } from '../../../support/webhook.ts';
import { jwkIn, keySet, keySetOf, kid, otherKeys, shopKeys, signatureOf, signed } from './keys.ts';

const jwk = jwkIn(keySet);
const setOf = (...keys: unknown[]): string => JSON.stringify({ keys });
const accepts = (document: string) => verifySaleor(signed(signatureOf()), [document]);
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a key set', () => {
  it('has the shop’s keys', async () => {
    expect(whyUnusableForSaleor(keySet)).toBeUndefined();
    expect(keysIn(keySet)).toMatchObject([{ kid }]);
    expect(whyUnusableForSaleor(fixture('saleor/jwks.json').toString())).toBeUndefined();
    expect(await accepts(keySet)).toBe(true);
  });

  it('may have others too: one that is replaced, for another use, or unreadable', async () => {
    const others = [
      null,
      'x',
      7,
      {},
      jwkIn(keySetOf(otherKeys.publicKey)),
      { ...elliptic.publicKey.export({ format: 'jwk' }), kid },
    ];
    expect(await accepts(setOf(...others, jwk))).toBe(true);
    expect(keysIn(setOf(...others, jwk))).toHaveLength(2);
  });

  it('may have two keys with the same ID', async () => {
    expect(await accepts(setOf({ ...jwkIn(keySetOf(otherKeys.publicKey)), kid }, jwk))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a private key', { ...createPrivateKey(shopKeys.privateKey).export({ format: 'jwk' }), kid }],
    ['a public key with a private part', { ...jwk, d: 'AQAB' }],
    ['a weak key', { ...weak.publicKey.export({ format: 'jwk' }), kid }],
    ['a key for encryption', { ...jwk, use: 'enc' }],
    ['a key for another algorithm', { ...jwk, alg: 'RS512' }],
    ['a key with which everything is signed', { ...jwk, e: 'AQ' }],
    ['a key without its ID', { ...jwk, kid: undefined }],
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0', kid }],
    ['an elliptic key', { ...elliptic.publicKey.export({ format: 'jwk' }), kid }],
    ['a key that is none', { ...jwk, n: '' }],
  ])('with %s alone decides nothing, and accepts nothing', async (_, key) => {
    expect(await accepts(setOf(key))).toBe(false);
    expect(whyUnusableForSaleor(setOf(key))).toMatch(/^the key set has no public RSA key of at least 2048 bits/);
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"keys":{}}',
    '<html>Not found</html>',
    shopKeys.publicKey,
    setOf(...Array.from({ length: 101 }, () => jwk)),
  ])('isn’t %s', async (document) => {
    expect(await accepts(document)).toBe(false);
    expect(whyUnusableForSaleor(document)).toMatch(/^expected a JSON Web Key Set/);
  });

  it('without any key decides nothing', () => {
    expect(whyUnusableForSaleor(setOf())).toMatch(/^the key set has no public RSA key/);
  });
});
