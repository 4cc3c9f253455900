import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { AppStrategy, createClient } from '@wix/sdk';
import { exportJWK } from 'jose';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { isSignedLikeWix, verifyWix } from '../../../../lib/platforms/wix/verify.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { appKeys, eventIn, nowMs, otherKeys, payloadOf, tokenOf } from './wix-event.ts';

const payload = payloadOf(eventIn('order-payment-status-updated'));
const token = await tokenOf(payload);
const secrets = [appKeys.publicKey];
const accepts = (body: string | Buffer, live: readonly string[] = secrets, atMs = nowMs) =>
  verifyWix(webhook({}, body), live, atMs);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a golden vector', () => {
  /*
   * Made with OpenSSL 3: a key of `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`, whose public part is in public-key.pem, and
   *   printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -sign key.pem -binary | openssl base64 -A | tr '+/' '-_' | tr -d =
   */
  const signed = fixture('wix/order-canceled.jwt').toString();
  const key = fixture('wix/public-key.pem').toString();

  it('is accepted, until it expires', async () => {
    expect(await accepts(signed, [key], Date.parse('2026-02-03T23:19:59Z'))).toBe(true);
    expect(await accepts(signed, [key], Date.parse('2026-02-03T23:20:00Z'))).toBe(false);
    expect(await accepts(signed, secrets, nowMs)).toBe(false);
  });

  it('is read', () => {
    expect(readWix(webhook({}, signed), { shop: 'acme', receivedAtMs: nowMs })).toMatchObject({ type: 'cancelled' });
  });
});

describe("Wix's own SDK", () => {
  const sdk = (publicKey: string) =>
    createClient({ auth: AppStrategy({ appId: 'app', publicKey, accessToken: '' }), modules: {} }).webhooks;
  const forms = {
    PEM: appKeys.publicKey,
    'base64 of the PEM': Buffer.from(appKeys.publicKey).toString('base64'),
  };

  it.each(Object.entries(forms))('verifies what is verified here, with the key as %s', async (_, publicKey) => {
    const fresh = await tokenOf(payload, { expiresInSeconds: Date.now() / 1000 });
    expect(await accepts(fresh, [publicKey])).toBe(true);
    expect(await sdk(publicKey).parseJWT(fresh)).toMatchObject({
      eventType: 'wix.ecom.v1.order_payment_status_updated',
      payload: { actionEvent: { body: { order: { paymentStatus: 'PAID' } } } },
    });
  });

  it.each([
    ['another key', () => tokenOf(payload, { key: otherKeys.privateKey, expiresInSeconds: Date.now() / 1000 })],
    ['an expired token', () => tokenOf(payload, { expiresInSeconds: -1 })],
  ])('refuses %s too', async (_, make) => {
    const wrong = await make();
    expect(await accepts(wrong)).toBe(false);
    await expect(sdk(appKeys.publicKey).parseJWT(wrong)).rejects.toThrow(
      /signature verification failed|timestamp check failed/,
    );
  });
});

describe('a forgery', () => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const withHmac = (key: string | Buffer) => {
    const content = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${claims}`;
    return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
  };
  const der = createPublicKey(appKeys.publicKey).export({ type: 'spki', format: 'der' });
  const rsa = (head: object, body: string) => {
    const content = `${encoded(head)}.${body}`;
    return `${content}.${sign('sha256', Buffer.from(content), createPrivateKey(appKeys.privateKey)).toString('base64url')}`;
  };
  const exp = nowMs / 1000 + 300;

  it('accepts what Wix signs', async () => {
    expect(await accepts(token)).toBe(true);
    expect(await accepts(rsa({ alg: 'RS256', typ: 'JWT', kid: 'any' }, claims))).toBe(true);
  });

  it.each<[string, string | Promise<string>]>([
    ['of another app', tokenOf(payload, { key: otherKeys.privateKey })],
    ['signed with PS256', tokenOf(payload, { alg: 'PS256' })],
    ['signed with RS512', tokenOf(payload, { alg: 'RS512' })],
    ['signed with the public key as the key of an HMAC', withHmac(appKeys.publicKey)],
    ['signed with the public key, without its last line break', withHmac(appKeys.publicKey.trim())],
    ['signed with the bytes of the public key', withHmac(der)],
    ['without an algorithm', `${encoded({ alg: 'none' })}.${claims}.`],
    ['without an algorithm, with the signature', `${encoded({ alg: 'none' })}.${claims}.${signature}`],
    ['without a time of expiry', tokenOf(payload, { expiresInSeconds: null })],
    ['with a time of expiry that is a text', rsa({ alg: 'RS256' }, encoded({ data: '{}', exp: String(exp) }))],
    ['that isn’t valid yet', rsa({ alg: 'RS256' }, encoded({ data: '{}', exp, nbf: exp - 60 }))],
    ['with a critical header that nobody knows', rsa({ alg: 'RS256', crit: ['x'], x: 1 }, claims)],
    ['with a payload that isn’t encoded', rsa({ alg: 'RS256', crit: ['b64'], b64: false }, claims)],
    ['whose payload is a list', rsa({ alg: 'RS256' }, encoded([exp]))],
    ['whose payload isn’t JSON', rsa({ alg: 'RS256' }, Buffer.from('x').toString('base64url'))],
    ['without a signature', `${header}.${claims}.`],
    ['without its end', token.slice(0, -1)],
    ['without its header', `${claims}.${signature}`],
    ['with a fourth part', `${token}.${signature}`],
    ['after a BOM', `\ufeff${token}`],
    ['before a line break', `${token}\r\n`],
    ['in quotes', JSON.stringify(token)],
    ['with padding', `${token}==`],
    ['twice', `${token},${token}`],
  ])('%s is refused', async (_, forged) => {
    expect(await accepts(await forged)).toBe(false);
  });

  it('can’t bring its own key', async () => {
    const jwk = await exportJWK(createPublicKey(otherKeys.publicKey));
    const own = { jwk, jku: 'https://evil.example/keys', x5u: 'https://evil.example/x5u', kid: 'evil' };
    expect(await accepts(await tokenOf(payload, { key: otherKeys.privateKey, header: own }))).toBe(false);
    expect(await accepts(await tokenOf(payload, { header: own }))).toBe(true);
  });

  it('differs from a token in any one bit', async () => {
    const bytes = Buffer.from(token);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        expect(await accepts(flipped)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('may differ in bits without meaning: any other last letter', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
    const accepted = await Promise.all(letters.map((letter) => accepts(token.slice(0, -1) + letter)));
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });
});

it('a token’s age doesn’t matter: Wix sends an event for two days, and its samples live longer', async () => {
  const old = await tokenOf(payload, { expiresInSeconds: 300_000 });
  expect(await accepts(old, secrets, nowMs + 299_999_000)).toBe(true);
  expect(await accepts(old, secrets, nowMs + 300_000_000)).toBe(false);
  // Wix's clock may be ahead of ours.
  expect(await accepts(old, secrets, nowMs - 3_600_000)).toBe(true);
});

it('API Gateway may pass the token as base64', async () => {
  const request = rawWebhook({
    // Headers say nothing here, once or twice.
    headers: { 'content-type': 'text/plain,text/plain', 'x-wix-signature': 'a,b' },
    isBase64Encoded: true,
    body: Buffer.from(token).toString('base64'),
  });
  expect(await verifyWix(request, secrets, nowMs)).toBe(true);
});

it('only a token looks signed', () => {
  expect(isSignedLikeWix(webhook({}, token))).toBe(true);
  for (const body of ['', '{}', 'a.b', 'a.b.', payload, `${token}\n`])
    expect(isSignedLikeWix(webhook({}, body))).toBe(false);
});
