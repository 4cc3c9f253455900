import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  isSignedLikeBigCommerce,
  verifyBigCommerce,
  whyUnusableForBigCommerce,
} from '../../../../lib/platforms/bigcommerce/verify.ts';
import { webhook } from '../../../support/webhook.ts';

/*
 * Golden vectors, made with OpenSSL 3.0. The key is the client secret as it's written, although it looks like hex:
 *   printf 'msg_5c1e.1769860800.%s' "$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64
 */
const secret = '9f2c1b7e4d8a3056c7e1f9b2a4d6083e5c7f1a9b3d2e4f60718293a4b5c6d7e8';
const olderSecret = 'k3jxy0qwm5t8v2n7b4z1c6d9f0g3h5j';
const body = '{"scope":"store/order/statusUpdated","data":{"type":"order","id":9007199254740993}}';
const signature = 'v1,NMq1eo0A6Ip0uFSwLNxY1tmAHhT478FkZOx+FVN4Ioc=';
const olderSignature = 'v1,tdHoGgQJKR8NDNjucH73YV1VxUAWnmyEHj+GnqBReaM=';
const nowMs = Date.parse('2026-01-31T12:00:00Z');

const signed = (changes: Record<string, string | undefined> = {}, text: string | Buffer = body) =>
  webhook(
    { 'webhook-id': 'msg_5c1e', 'webhook-timestamp': '1769860800', 'webhook-signature': signature, ...changes },
    text,
  );
const isAccepted = (changes: Record<string, string | undefined>, secrets = [secret]) =>
  verifyBigCommerce(signed(changes), secrets, nowMs);

/** As BigCommerce's documentation tells its readers to use the library. */
const library = (clientSecret: string) => new Webhook(Buffer.from(clientSecret).toString('base64'));

describe('verifyBigCommerce', () => {
  it('accepts what OpenSSL signed, with the secret before or after a change', () => {
    expect(verifyBigCommerce(signed(), [secret], nowMs)).toBe(true);
    expect(verifyBigCommerce(signed(), [olderSecret, secret], nowMs)).toBe(true);
    expect(isAccepted({ 'webhook-signature': olderSignature }, [secret, olderSecret])).toBe(true);
    expect(isAccepted({ 'webhook-signature': `${olderSignature} ${signature}` })).toBe(true);
  });

  it.each(['{}', 'Grüße 🌳', '\u{feff}{"id":1}', '{"id":\r\n1}', ''])('accepts what the library signs: %j', (text) => {
    const given = library(secret).sign('msg_5c1e', new Date(nowMs), text);
    expect(verifyBigCommerce(signed({ 'webhook-signature': given }, text), [secret], nowMs)).toBe(true);
  });

  it('signs as the library verifies', () => {
    const { headers } = signed();
    const now = Math.floor(Date.now() / 1000);
    const current = library(secret).sign('msg_5c1e', new Date(now * 1000), body);
    const sent = { ...headers, 'webhook-timestamp': String(now), 'webhook-signature': current } as Record<
      string,
      string
    >;
    expect(library(secret).verify(body, sent)).toMatchObject({ scope: 'store/order/statusUpdated' });
    expect(verifyBigCommerce(webhook(sent, body), [secret], now * 1000)).toBe(true);
  });

  it.each([
    ['another secret', { 'webhook-signature': olderSignature }],
    ['a key decoded from base64', { 'webhook-signature': new Webhook(secret).sign('msg_5c1e', new Date(nowMs), body) }],
    ['another id', { 'webhook-id': 'msg_5c1f' }],
    ['another time', { 'webhook-timestamp': '1769860801' }],
    ['no id', { 'webhook-id': undefined }],
    ['no time', { 'webhook-timestamp': undefined }],
    ['no signature', { 'webhook-signature': undefined }],
    ['a short signature', { 'webhook-signature': signature.slice(0, -2) }],
    ['another version', { 'webhook-signature': signature.replace('v1,', 'v1a,') }],
    ['a duplicated header', { 'webhook-signature': `${signature},${signature}` }],
    ["Svix's names", { 'webhook-signature': undefined, 'svix-signature': signature, 'svix-id': 'msg_5c1e' }],
  ])('refuses %s', (_, changes) => {
    expect(isAccepted(changes)).toBe(false);
  });

  it.each([
    ['a minute ago', -60, true],
    ['five minutes ago', -300, true],
    ['longer ago', -301, false],
    ['in five minutes', 300, true],
    ['later', 301, false],
  ])('with a time %s', (_, seconds, accepted) => {
    const time = new Date(nowMs + seconds * 1000);
    const changes = {
      'webhook-timestamp': String(time.getTime() / 1000),
      'webhook-signature': library(secret).sign('msg_5c1e', time, body),
    };
    expect(isAccepted(changes)).toBe(accepted);
  });

  it('refuses every flipped bit', () => {
    const bytes = Buffer.from(body);
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyBigCommerce(signed({}, flipped), [secret], nowMs)).toBe(false);
    }
  });

  it('never signs with what cannot be a secret', () => {
    expect(verifyBigCommerce(signed(), ['', 'whsec_c2VjcmV0', ' '.repeat(40)], nowMs)).toBe(false);
    expect(whyUnusableForBigCommerce('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toContain('client secret');
    expect(whyUnusableForBigCommerce('short')).toContain('client secret');
    expect(whyUnusableForBigCommerce(secret)).toBeUndefined();
    expect(whyUnusableForBigCommerce(olderSecret)).toBeUndefined();
  });

  it('knows unsigned requests', () => {
    expect(isSignedLikeBigCommerce(signed())).toBe(true);
    expect(isSignedLikeBigCommerce(signed({ 'webhook-signature': 'nonsense' }))).toBe(true);
    expect(isSignedLikeBigCommerce(webhook({}, body))).toBe(false);
  });
});
