import { createHmac, constants, createPrivateKey, sign } from 'node:crypto';
import { verifySignatureWithJwks } from '@saleor/app-sdk/auth';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { isSignedLikeSaleor } from '../../../../lib/platforms/saleor/signature.ts';
import { saleorKeyUrls, verifySaleor } from '../../../../lib/platforms/saleor/verify.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import {
  body,
  encoded,
  keySet,
  keySetOf,
  otherKeys,
  publicBytes,
  shopKeys,
  signatureOf,
  signed,
  usual,
} from './keys.ts';

const signature = signatureOf();
const [header = '', , bytes = ''] = signature.split('.');
const accepts = (given: string | undefined, content: string | Buffer = body, keySets: readonly string[] = [keySet]) =>
  verifySaleor(signed(given, content), keySets);

describe('a golden vector', () => {
  /*
   * Made with OpenSSL 3: a key of `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`, whose public part is in jwks.json, and
   *   printf '{"alg":"RS256","b64":false,"crit":["b64"],"kid":"1","typ":"JWT"}' | openssl base64 -A | tr '+/' '-_' | tr -d = > header
   *   { cat header; printf .; cat body; } | openssl dgst -sha256 -sign key.pem -binary | openssl base64 -A | tr '+/' '-_' | tr -d =
   * The body begins with a BOM, and has a line break of Windows, a dot and a byte that isn't UTF-8.
   */
  const golden = fixture('saleor/order-cancelled.signature').toString().trim();
  const content = fixture('saleor/order-cancelled.body');
  const published = [fixture('saleor/jwks.json').toString()];

  it('is accepted, byte for byte', async () => {
    expect(await accepts(golden, content, published)).toBe(true);
    expect(await accepts(golden, content.subarray(3), published)).toBe(false);
    expect(await accepts(golden, content.toString(), published)).toBe(false);
    expect(await accepts(golden, content)).toBe(false);
  });
});

describe("Saleor's own SDK", () => {
  it.each([
    ['an event', body],
    ['an empty body', Buffer.alloc(0)],
    ['dots', Buffer.from('a.b..c')],
    ['a BOM and a line break of Windows', Buffer.from('\ufeff{}\r\n')],
  ])('verifies what is verified here: %s', async (_, content) => {
    const given = signatureOf(usual, content);
    expect(await accepts(given, content)).toBe(true);
    await expect(verifySignatureWithJwks(keySet, given, content.toString())).resolves.toBeUndefined();
  });

  it.each([
    ['another key', signatureOf(usual, body, otherKeys.privateKey)],
    ['another body', signatureOf(usual, Buffer.from('{}'))],
    ['another key’s ID', signatureOf({ ...usual, kid: 'other' })],
  ])('refuses %s too', async (_, given) => {
    expect(await accepts(given)).toBe(false);
    await expect(verifySignatureWithJwks(keySet, given, body.toString())).rejects.toThrow(/JWKS verification failed/);
  });
});

describe('a forgery', () => {
  const hmac = (key: string | Buffer, alg = 'HS256') => {
    const head = encoded({ ...usual, alg });
    return `${head}..${createHmac('sha256', key).update(`${head}.`).update(body).digest('base64url')}`;
  };
  const normal = (head: object) => {
    const content = `${encoded(head)}.${body.toString('base64url')}`;
    return `${encoded(head)}..${sign('sha256', Buffer.from(content), createPrivateKey(shopKeys.privateKey)).toString('base64url')}`;
  };
  const { b64: _b64, crit: _crit, ...withoutCrit } = usual;
  const { kid: _kid, ...withoutKid } = usual;
  const pss = (head: object) => {
    const key = { key: shopKeys.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return `${encoded(head)}..${sign('sha256', Buffer.concat([Buffer.from(`${encoded(head)}.`), body]), key).toString('base64url')}`;
  };

  it('accepts what Saleor signs', async () => {
    expect(await accepts(signature)).toBe(true);
    expect(await accepts(signature, body, [keySetOf(otherKeys.publicKey), keySet])).toBe(true);
  });

  it.each<[string, string | undefined]>([
    ['without a signature', undefined],
    ['with an empty one', ''],
    ['of another shop', signatureOf(usual, body, otherKeys.privateKey)],
    ['without an algorithm', `${encoded({ ...usual, alg: 'none' })}..`],
    ['without an algorithm, with the signature', `${encoded({ ...usual, alg: 'none' })}..${bytes}`],
    ...Object.entries(publicBytes).map(([name, key]): [string, string] => [
      `signed with the ${name} as a secret`,
      hmac(key),
    ]),
    ['signed with the PEM as a secret, called RS256', hmac(publicBytes.PEM, 'RS256')],
    ['signed with PS256', pss({ ...usual, alg: 'PS256' })],
    ['signed with PS256, called RS256', pss(usual)],
    ['signed with RS512', signatureOf({ ...usual, alg: 'RS512' }, body, undefined, 'sha512')],
    ['signed with SHA-1, called RS256', signatureOf(usual, body, undefined, 'sha1')],
    ['of the body in base64, as other detached JWS are', normal(withoutCrit)],
    ['of the body in base64, and critical', normal({ ...usual, b64: true })],
    ['of the body in base64, without saying so', normal(usual)],
    ['with b64 that isn’t critical', signatureOf({ ...withoutCrit, b64: false })],
    ['with an empty list of critical headers', signatureOf({ ...usual, crit: [] })],
    ['with a critical header that nobody knows', signatureOf({ ...usual, crit: ['b64', 'exp'], exp: 1 })],
    ['with a critical header twice', signatureOf({ ...usual, crit: ['b64', 'b64'] })],
    ['with b64 as a text', signatureOf({ ...usual, b64: 'false' })],
    ['with the ID of another key', signatureOf({ ...usual, kid: 'other' })],
    ['without a key’s ID', signatureOf(withoutKid)],
    ['with a body between the dots', `${header}.${body.toString('base64url')}.${bytes}`],
    ['with one dot', `${header}.${bytes}`],
    ['without its end', signature.slice(0, -1)],
    ['without its header', `..${bytes}`],
    ['with padding', `${signature}==`],
    ['twice', `${signature},${signature}`],
    ['before another one', `${signature}, ${signatureOf(usual, body, otherKeys.privateKey)}`],
    ['in base64 with other letters', `${header}..${Buffer.from(bytes, 'base64url').toString('base64')}`],
    ['whose header isn’t JSON', signature.replace(header, Buffer.from('x').toString('base64url'))],
    ['whose header is a list', `${encoded([usual])}..${bytes}`],
    ['with the deprecated secretKey', createHmac('sha256', 'secret').update(body).digest('hex')],
    ['with an empty secretKey', createHmac('sha256', '').update(body).digest('hex')],
  ])('%s is refused', async (_, forged) => {
    expect(await accepts(forged)).toBe(false);
  });

  it('can’t bring its own key', async () => {
    const jwk = JSON.parse(keySetOf(otherKeys.publicKey)).keys[0] as object;
    const own = { ...usual, jwk, jku: 'https://evil.example/keys', x5u: 'https://evil.example/x5u' };
    expect(await accepts(signatureOf(own, body, otherKeys.privateKey))).toBe(false);
    expect(await accepts(signatureOf(own))).toBe(true);
  });

  it('differs from a webhook in any one bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('header', 'body'), fc.nat(), fc.nat(7), async (of, at, bit) => {
        const flipped = Buffer.from(of === 'header' ? Buffer.from(signature) : body);
        const place = at % flipped.length;
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
        const given = of === 'header' ? accepts(flipped.toString('latin1')) : accepts(signature, flipped);
        expect(await given).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('may differ in bits without meaning: any other last letter', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
    const accepted = await Promise.all(letters.map((letter) => accepts(signature.slice(0, -1) + letter)));
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });
});

it('API Gateway may pass the body as base64, and joins a header that is sent twice', async () => {
  const request = (header_: string) =>
    rawWebhook({
      headers: { 'content-type': 'application/json', 'Saleor-Signature': header_, 'saleor-event': 'order_created' },
      isBase64Encoded: true,
      body: body.toString('base64'),
    });
  expect(await verifySaleor(request(signature), [keySet])).toBe(true);
  expect(await verifySaleor(request(`${signature},${signature}`), [keySet])).toBe(false);
});

it('anything in the header looks signed', () => {
  for (const given of [signature, 'a'.repeat(64), 'x']) expect(isSignedLikeSaleor(signed(given))).toBe(true);
  for (const given of [undefined, '']) expect(isSignedLikeSaleor(signed(given))).toBe(false);
});

describe('where the keys are', () => {
  const headers = { 'saleor-domain': 'evil.example', 'saleor-api-url': 'https://evil.example/graphql/' };
  const urls = (platformShopId: string | undefined, given = signature) =>
    saleorKeyUrls(webhook({ ...headers, 'saleor-signature': given }, body), { platformShopId });

  it('is said by the settings, and never by a header', () => {
    expect(urls('acme.saleor.cloud')).toEqual(['https://acme.saleor.cloud/.well-known/jwks.json']);
  });

  it.each([
    undefined,
    '',
    'acme',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'acme.example:8000',
    'acme.example/x',
    'u@acme.example',
    'Acme.example',
    'acme..example',
    '-acme.example',
    'a\n.example',
  ])('is nowhere for the domain %j', (domain) => {
    expect(urls(domain)).toEqual([]);
  });

  it.each([
    'a'.repeat(64),
    `${header}.${bytes}`,
    signatureOf({ ...usual, alg: 'HS256' }),
    signatureOf({ ...usual, b64: true }),
  ])('doesn’t matter if no key can have signed it: nothing is fetched for %s', (given) => {
    expect(urls('acme.saleor.cloud', given)).toEqual([]);
  });
});
