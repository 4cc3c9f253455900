import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { isSignedLikeStripe, verifyStripe } from '../../../../lib/platforms/stripe/verify.ts';
import { webhook } from '../../../support/webhook.ts';

const body = '{"id":"evt_1","object":"event","data":{"object":{"name":"Siobhán 🌳"}}}';
const secret = 'whsec_bm90IGEgcmVhbCBzZWNyZXQ';
const other = 'whsec_YW5vdGhlciBzZWNyZXQ';
const now = 1_769_860_900;

const hex = (key: string, time: number | string, signed: string | Buffer = body) =>
  createHmac('sha256', key).update(`${time}.`).update(signed).digest('hex');
const good = `t=${now},v1=${hex(secret, now)}`;

const verify = (header: string | undefined, received: string | Buffer = body, secrets = [secret], at = now) =>
  verifyStripe(webhook({ 'stripe-signature': header }, received), secrets, at * 1000);

/** Whether Stripe's own library accepts it. */
function sdkAccepts(header: string, received: string | Buffer, key = secret, at = now): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(received, header, key, 300, undefined, at * 1000) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/*
 * A golden vector, made with OpenSSL 3.0:
 * printf '%s' "1769860900.$body" | openssl dgst -sha256 -hmac 'whsec_bm90IGEgcmVhbCBzZWNyZXQ'
 */
const golden = 'b7c1b4ab7857c09aa9f9c0a3b6b6ddba87610506e57fa139bbd27449afdec941';

describe('verifyStripe', () => {
  it('accepts what OpenSSL signed, with the secret as Stripe shows it', () => {
    expect(verify(`t=${now},v1=${golden}`)).toBe(true);
  });

  it("accepts what Stripe's own library signs", () => {
    const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: now });
    expect(verify(header)).toBe(true);
    expect(verify(header, Buffer.from(body))).toBe(true);
  });

  it.each([
    ['another scheme first', `t=${now},v0=${hex(other, now)},v1=${hex(secret, now)}`],
    ['the parts in another order', `v1=${hex(secret, now)},t=${now}`],
    ['two signatures, while the secret is rolled', `t=${now},v1=${hex(other, now)},v1=${hex(secret, now)}`],
    ['the header twice, joined by API Gateway', `${good},${good}`],
  ])('accepts %s, as the library does', (_what, header) => {
    expect(verify(header)).toBe(true);
    expect(sdkAccepts(header, body)).toBe(true);
  });

  it('accepts either of two live secrets', () => {
    expect(verify(good, body, [other, secret])).toBe(true);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['no time', `v1=${hex(secret, now)}`],
    ['no signature', `t=${now}`],
    ['only another scheme', `t=${now},v0=${hex(secret, now)}`],
    ['a truncated signature', good.slice(0, -1)],
    ['a signature in base64', `t=${now},v1=${Buffer.from(hex(secret, now), 'hex').toString('base64')}`],
    ['a signature of another time', `t=${now + 1},v1=${hex(secret, now)}`],
    ['a signature of the body alone', `t=${now},v1=${createHmac('sha256', secret).update(body).digest('hex')}`],
    ["another shop's signature", `t=${now},v1=${hex(other, now)}`],
    ['the secret without its prefix', `t=${now},v1=${hex(secret.slice('whsec_'.length), now)}`],
    ['spaces between the parts', `t=${now}, v1=${hex(secret, now)}`],
    ['a second, later time', `${good},t=${now + 1}`],
  ])('refuses %s, as the library does', (_what, header) => {
    expect(verify(header)).toBe(false);
    expect(sdkAccepts(header ?? '', body)).toBe(false);
  });

  it.each([
    ['a time that is not only digits, which nobody signs', `t=${now}x,v1=${hex(secret, now)}`],
    ['a signed time that is not a number', `t=soon,v1=${hex(secret, 'soon')}`],
  ])('refuses %s', (_what, header) => {
    expect(verify(header)).toBe(false);
  });

  it('refuses an empty body, which Stripe never sends', () => {
    expect(verify(`t=${now},v1=${hex(secret, now, '')}`, '')).toBe(false);
  });

  it('refuses the empty key', () => {
    expect(verify(`t=${now},v1=${hex('', now)}`, body, [''])).toBe(false);
  });

  it.each([
    ['300 seconds old', 300, true],
    ['301 seconds old', 301, false],
    ['from the future, because the clock that checks it may be slow', -86_400, true],
  ])('judges a time that is %s like the library', (_what, age, accepted) => {
    const header = `t=${now - age},v1=${hex(secret, now - age)}`;
    expect(verify(header)).toBe(accepted);
    expect(sdkAccepts(header, body)).toBe(accepted);
  });

  it.each([
    ['one space more', `${body} `],
    ['CRLF at the end', `${body}\r\n`],
    ['a BOM', `\ufeff${body}`],
    ['another character', body.replace('evt_1', 'evt_2')],
  ])('refuses the body with %s', (_what, received) => {
    expect(verify(good, received)).toBe(false);
  });

  it('checks the bytes as they arrived: CRLF, a BOM and bytes that are not UTF-8 may be signed, too', () => {
    for (const received of [Buffer.from(`\ufeff${body}\r\n`), Buffer.from([0x7b, 0xff, 0x7d])])
      expect(verify(`t=${now},v1=${hex(secret, now, received)}`, received)).toBe(true);
  });

  it('refuses one flipped bit anywhere, in the body or in the header', () => {
    const flipped = (bytes: Buffer, bit: number) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy;
    };
    const [bodyBytes, headerBytes] = [Buffer.from(body), Buffer.from(good)];
    for (let bit = 0; bit < bodyBytes.length * 8; bit++) expect(verify(good, flipped(bodyBytes, bit))).toBe(false);
    const headers = Array.from({ length: headerBytes.length * 8 }, (_, bit) =>
      flipped(headerBytes, bit).toString('latin1'),
    );
    // Hex digits may be in upper case.
    for (const header of headers.filter((one) => one.toLowerCase() !== good))
      expect([header, verify(header)]).toEqual([header, false]);
  });

  it('agrees with the library on any header that is made of the right parts', () => {
    const part = fc.constantFrom(
      `t=${now}`,
      `t=${now - 301}`,
      `v1=${hex(secret, now)}`,
      `v1=${hex(other, now)}`,
      `v0=${hex(secret, now)}`,
      't',
      '',
      ' ',
      `v1=${hex(secret, now - 301)}`,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const header = parts.join(',');
        expect([header, verify(header)]).toEqual([header, sdkAccepts(header, body)]);
      }),
    );
  });
});

it('knows a signed webhook by its header, valid or not', () => {
  expect(isSignedLikeStripe(webhook({ 'stripe-signature': 'nonsense' }, body))).toBe(true);
  expect(isSignedLikeStripe(webhook({}, body))).toBe(false);
});
