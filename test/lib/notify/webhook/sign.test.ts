import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signedHeaders } from '../../../../lib/notify/webhook/sign.ts';

/*
 * Golden vectors, made with OpenSSL 3.0; the key's bytes are the text `thankflow standard webhooks key!`:
 *   printf 'msg_2b7d.1769860800.%s' "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:7468616e… -binary | base64
 */
const current = 'whsec_dGhhbmtmbG93IHN0YW5kYXJkIHdlYmhvb2tzIGtleSE=';
const older = 'whsec_dGhlIHNlY3JldCBiZWZvcmUgaXQgd2FzIHJvdGF0ZWQ=';
const body = '{"id":820982911946154508,"name":"#1001"}';
const signature = 'v1,EfUSoRmXS/mZei1xS9O0XmSRYILhYeRS3SNb2dpqYaQ=';
const olderSignature = 'v1,HjRIWRFQ3qs6m1RL2YhT0LWbrfxQDVNlh2x4JMCVjbs=';
const nowMs = Date.parse('2026-01-31T12:00:00.999Z');

const secret = { to: 'webhook' as const, current };
const rotated = (expiresAt: string) => ({ ...secret, previous: { secret: older, expiresAt } });
const message = { id: 'msg_2b7d', body };

afterEach(() => void vi.useRealTimers());

describe('signedHeaders', () => {
  it('signs like OpenSSL', () => {
    expect(signedHeaders(secret, message, nowMs)).toEqual({
      'webhook-id': 'msg_2b7d',
      'webhook-timestamp': '1769860800',
      'webhook-signature': signature,
    });
  });

  it('signs with both secrets until the previous one expires', () => {
    const signed = (expiresAt: string) => signedHeaders(rotated(expiresAt), message, nowMs)['webhook-signature'];
    expect(signed('2026-01-31T12:00:01Z')).toBe(`${signature} ${olderSignature}`);
    expect(signed('2026-01-31T13:00:01+01:00')).toBe(`${signature} ${olderSignature}`);
    expect(signed('2026-01-31T12:00:00.999Z')).toBe(signature);
    expect(signed('2026-01-31T11:00:00Z')).toBe(signature);
  });

  it('is accepted by the official library, with either secret, whatever the body', () => {
    vi.useFakeTimers({ now: nowMs, toFake: ['Date'] });
    fc.assert(
      fc.property(fc.json(), (text) => {
        const headers = signedHeaders(rotated('2026-02-01T00:00:00Z'), { id: 'evt_Ab-_9', body: text }, nowMs);
        for (const key of [current, older]) {
          expect(new Webhook(key).verify(text, headers)).toEqual(JSON.parse(text));
        }
        const { 'webhook-signature': _, ...unsigned } = headers;
        expect(() => new Webhook(current).verify(`${text} `, headers)).toThrow('No matching signature');
        expect(() => new Webhook(current).verify(text, unsigned)).toThrow('Missing required headers');
      }),
    );
  });

  it('is accepted for five minutes after the attempt, not after the event', () => {
    const headers = signedHeaders(secret, message, nowMs);
    vi.useFakeTimers({ now: nowMs + 5 * 60_000 - 1000, toFake: ['Date'] });
    expect(new Webhook(current).verify(body, headers)).toBeTypeOf('object');
    vi.setSystemTime(nowMs + 5 * 60_000 + 1000);
    expect(() => new Webhook(current).verify(body, headers)).toThrow('too old');
  });

  it.each(['{"link":"https://x.example/ü?🌳"}', ''])('gives what openssl computes for %j', (text) => {
    const key = Buffer.from(current.slice('whsec_'.length), 'base64').toString('hex');
    const input = Buffer.from(`evt_1.1769860800.${text}`);
    const hmac = execFileSync('openssl', ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary'], {
      input,
    });
    expect(signedHeaders(secret, { id: 'evt_1', body: text }, nowMs)['webhook-signature']).toBe(
      `v1,${hmac.toString('base64')}`,
    );
  });
});
