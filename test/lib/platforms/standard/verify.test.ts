import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyStandard } from '../../../../lib/platforms/standard/verify.ts';
import { webhook } from '../../../support/webhook.ts';

/*
 * Golden vectors, made with OpenSSL 3.0; the key's bytes are the text `thankflow standard webhooks key!`:
 *   printf 'msg_2b7d.1769860800.%s' "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:7468616e… -binary | base64
 */
const secret = 'whsec_dGhhbmtmbG93IHN0YW5kYXJkIHdlYmhvb2tzIGtleSE=';
const olderSecret = 'whsec_dGhlIHNlY3JldCBiZWZvcmUgaXQgd2FzIHJvdGF0ZWQ=';
const body = '{"id":820982911946154508,"name":"#1001"}';
const signature = 'v1,EfUSoRmXS/mZei1xS9O0XmSRYILhYeRS3SNb2dpqYaQ=';
const olderSignature = 'v1,HjRIWRFQ3qs6m1RL2YhT0LWbrfxQDVNlh2x4JMCVjbs=';
const nowMs = Date.parse('2026-01-31T12:00:00Z');

const signed = (changes: Record<string, string | undefined> = {}, text = body) =>
  webhook(
    { 'webhook-id': 'msg_2b7d', 'webhook-timestamp': '1769860800', 'webhook-signature': signature, ...changes },
    text,
  );

/** The same request under Svix's own names. */
const bySvix = (changes: Record<string, string | undefined> = {}) =>
  webhook({ 'svix-id': 'msg_2b7d', 'svix-timestamp': '1769860800', 'svix-signature': signature, ...changes }, body);

describe('verifyStandard', () => {
  it('accepts what OpenSSL signed, text beyond ASCII included', () => {
    expect(verifyStandard(signed(), [secret], nowMs)).toBe(true);
    const greeting = signed({ 'webhook-signature': 'v1,OVbkUILL5o9tvXs862RmoSBco8SsCOJHYiiy9FwLpe8=' }, 'Grüße 🌳');
    expect(verifyStandard(greeting, [secret], nowMs)).toBe(true);
  });

  it('accepts the vector of the Standard Webhooks project (libraries/javascript, "sign function works", MIT)', () => {
    const theirs = webhook(
      {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      '{"test": 2432232314}',
    );
    expect(verifyStandard(theirs, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], 1614265330_000)).toBe(true);
  });

  it('accepts what the official library signs, whatever id and body', () => {
    const signer = new Webhook(secret);
    const id = fc.string({ minLength: 1 }).filter((text) => !text.includes('.'));
    fc.assert(
      fc.property(id, fc.string({ unit: 'binary' }), (messageId, text) => {
        const headers = {
          'webhook-id': messageId,
          'webhook-signature': signer.sign(messageId, new Date(nowMs), text),
        };
        expect(verifyStandard(signed(headers, text), [secret], nowMs)).toBe(true);
        const svix = {
          'svix-id': messageId,
          'svix-timestamp': '1769860800',
          'svix-signature': headers['webhook-signature'],
        };
        expect(verifyStandard(webhook(svix, text), [secret], nowMs)).toBe(true);
      }),
    );
  });

  it("accepts Svix's header names, beside others that say something else too", () => {
    expect(verifyStandard(bySvix(), [secret], nowMs)).toBe(true);
    expect(verifyStandard(bySvix({ 'svix-signature': `${olderSignature} ${signature}` }), [secret], nowMs)).toBe(true);
    expect(verifyStandard(bySvix({ 'webhook-id': 'x', 'webhook-signature': 'v1,x' }), [secret], nowMs)).toBe(true);
    expect(verifyStandard(signed({ 'svix-id': 'x', 'svix-timestamp': '1' }), [secret], nowMs)).toBe(true);
  });

  it.each([
    ['svix-id', 'webhook-id', 'msg_2b7d'],
    ['svix-timestamp', 'webhook-timestamp', '1769860800'],
    ['svix-signature', 'webhook-signature', signature],
  ])('never takes %s from %s', (missing, given, value) => {
    expect(verifyStandard(bySvix({ [missing]: undefined, [given]: value }), [secret], nowMs)).toBe(false);
    expect(verifyStandard(signed({ [given]: undefined, [missing]: value }), [secret], nowMs)).toBe(false);
  });

  it("refuses a stale time, another id and another key under Svix's names", () => {
    expect(verifyStandard(bySvix(), [secret], nowMs + 301_000)).toBe(false);
    expect(verifyStandard(bySvix({ 'svix-id': 'msg_2b7e' }), [secret], nowMs)).toBe(false);
    expect(verifyStandard(bySvix(), [olderSecret], nowMs)).toBe(false);
  });

  it('accepts the prefix missing, and either of two live secrets', () => {
    expect(verifyStandard(signed(), [secret.replace('whsec_', '')], nowMs)).toBe(true);
    expect(verifyStandard(signed({ 'webhook-signature': olderSignature }), [secret, olderSecret], nowMs)).toBe(true);
  });

  it('accepts one good signature among several, of other versions too', () => {
    const several = `v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== ${olderSignature} ${signature}`;
    expect(verifyStandard(signed({ 'webhook-signature': several }), [secret], nowMs)).toBe(true);
  });

  it('accepts a clock that is off by five minutes either way, and no second more', () => {
    for (const seconds of [-300, 300])
      expect(verifyStandard(signed(), [secret], nowMs + seconds * 1000), `${seconds} s`).toBe(true);
    for (const seconds of [-301, 301])
      expect(verifyStandard(signed(), [secret], nowMs + seconds * 1000), `${seconds} s`).toBe(false);
  });

  it.each([
    ['another secret', signed(), [olderSecret]],
    ['no secret at all', signed(), []],
    ['another body', signed({}, `${body} `), [secret]],
    ['another id', signed({ 'webhook-id': 'msg_2b7e' }), [secret]],
    ['another time', signed({ 'webhook-timestamp': '1769860801' }), [secret]],
    ['no id', signed({ 'webhook-id': undefined }), [secret]],
    ['no time', signed({ 'webhook-timestamp': undefined }), [secret]],
    ['no signature', signed({ 'webhook-signature': undefined }), [secret]],
    ['a time with a fraction', signed({ 'webhook-timestamp': '1769860800.0' }), [secret]],
    ['a time in words', signed({ 'webhook-timestamp': 'NaN' }), [secret]],
    ['a signature without its version', signed({ 'webhook-signature': signature.slice(3) }), [secret]],
    ['a signature of another version', signed({ 'webhook-signature': signature.replace('v1', 'v2') }), [secret]],
    ['a signature in hex', signed({ 'webhook-signature': `v1,${'ab'.repeat(32)}` }), [secret]],
    ['a cut signature', signed({ 'webhook-signature': signature.slice(0, -1) }), [secret]],
  ])('refuses %s', (_what, forged, secrets) => {
    expect(verifyStandard(forged, secrets, nowMs)).toBe(false);
  });

  // printf 'msg_2b7d.1769860800.%s' "$body" | openssl dgst -sha256 -hmac '' -binary | base64
  it.each(['whsec_', '', 'whsec_!!!!', 'whsec_A', 'whsec_A=', 'A'])(
    'never verifies with the empty key that %j decodes to',
    (empty) => {
      const byEmptyKey = signed({ 'webhook-signature': 'v1,mhxPwmWZLeWTMd+BLZVMXU+g6/j95nbs0idy5GLGujg=' });
      expect(verifyStandard(byEmptyKey, [empty], nowMs)).toBe(false);
    },
  );
});
