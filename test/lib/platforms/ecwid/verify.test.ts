import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { ecwid } from '../../../../lib/platforms/ecwid/adapter.ts';
import { verifyEcwid } from '../../../../lib/platforms/ecwid/verify.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const body = fixture('ecwid/order-updated.json').toString();
const secret = 'a4TfWkkjmBYcSbnPf5VYrEyPK';
const another = 'Zz9sQm2Lp0Vr7xT1bK4dN8cW';
/** Four seconds after the event. */
const nowMs = Date.parse('2026-01-31T12:00:11Z');

/*
 * Golden vectors, made with OpenSSL 3.0, because Ecwid has no library for Node.js. What is signed is not the body:
 * signed=1769860807.5d1c0f8e-2b7a-4c39-9f64-8a1be3d7c052
 * printf '%s' "$signed" | openssl dgst -sha256 -mac HMAC -macopt key:$secret -binary | base64
 */
const signature = '+ISbw1c86X242/VsU7ceTuOa9oGE7BSjU/pFgIn0mWk=';
const byAnother = 'QvKZNWDUnETKQnDYmcKxXXPDnbrxJYnMqmaUtqV+EO8=';
// printf '%s' "$signed" | openssl dgst -sha256 -hmac '' -binary | base64
const byEmptyKey = 'MyTGDR+7fONO12+36COxnm2Ss1YVTJzwPZt28Fawswk=';
// printf '%s' "5d1c0f8e-2b7a-4c39-9f64-8a1be3d7c052.1769860807" | openssl … (the two parts the other way round)
const reversed = 'zJv7AtvDXX/q5ymwzjbRfHjKtosuE6Ty/Q4DisiNdQE=';
// printf '%s' "1769860807.9007199254740993123" | openssl …
const ofLongId = 'ehMN+xUl5FEYOf5qTDpqsjT1K5sX9yH9E40Qg5p1iRg=';
// printf '%s' '{"eventId":"5d1c0f8e-2b7a-4c39-9f64-8a1be3d7c052","eventCreated":1769860807}' | openssl …
const ofBody = 'n89XOhgADaUpVhNmhDu3SsINjiphaWHyjv3usxV8r1E=';

const signed = (value: string | undefined, content: string | Buffer = body) =>
  webhook({ 'x-ecwid-webhook-signature': value }, content);
const verify = (value: string | undefined, content?: string | Buffer, atMs = nowMs) =>
  verifyEcwid(signed(value, content), [secret], atMs);
const event = '"eventId":"5d1c0f8e-2b7a-4c39-9f64-8a1be3d7c052","eventCreated":1769860807';

describe('verifyEcwid', () => {
  it('accepts the signature of the event’s time and ID', () => {
    expect(verify(signature)).toBe(true);
  });

  it('accepts either of two live secrets', () => {
    expect(verifyEcwid(signed(byAnother), [secret, another], nowMs)).toBe(true);
    expect(verifyEcwid(signed(signature), [another, secret], nowMs)).toBe(true);
    expect(verifyEcwid(signed(signature), [another], nowMs)).toBe(false);
  });

  it('can’t tell one body from another, which is why nothing in a body is believed', () => {
    expect(verify(signature, `{${event},"eventType":"order.deleted","entityId":1}`)).toBe(true);
    expect(verify(signature, `\ufeff{\r\n${event}\r\n}\r\n`)).toBe(true);
  });

  it('verifies a body that API Gateway passes as base64', () => {
    const request = {
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      headers: { 'X-Ecwid-Webhook-Signature': signature },
      rawPath: '/webhooks/acme',
      rawQueryString: 'eventtype=order.updated',
      requestContext: { domainName: 'hooks.example' },
    };
    expect(verifyEcwid(rawWebhook(request), [secret], nowMs)).toBe(true);
  });

  it.each([
    ['another secret', byAnother],
    ['an empty key', byEmptyKey],
    ['the two parts the other way round', reversed],
    ['the body', ofBody],
    ['hex', Buffer.from(signature, 'base64').toString('hex')],
    ['base64url', signature.replaceAll('+', '-').replaceAll('/', '_')],
    ['a truncated signature', signature.slice(0, 30)],
    ['a signature without its padding', signature.slice(0, -1)],
    ['a longer signature', `${signature}AA==`],
    ['a space', ` ${signature}`],
    ['a duplicated header, which API Gateway joins', `${signature},${signature}`],
    ['a duplicated header of which one is right', `${byAnother}, ${signature}`],
    ['an empty header', ''],
    ['no header', undefined],
  ])('refuses %s', (_what, given) => {
    expect(verify(given)).toBe(false);
  });

  it('refuses one flipped bit anywhere in the signature, or in what is signed', () => {
    const digest = Buffer.from(signature, 'base64');
    for (let bit = 0; bit < digest.length * 8; bit++) {
      const flipped = Buffer.from(digest);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verify(flipped.toString('base64'))).toBe(false);
    }
    const bytes = Buffer.from(`{${event}}`);
    const parts = [
      bytes.indexOf('5d1c0f8e'),
      bytes.indexOf('7c052') + 5,
      bytes.indexOf('1769860807'),
      bytes.length - 1,
    ];
    for (let bit = parts[0]! * 8; bit < parts[3]! * 8; bit++) {
      const at = bit >> 3;
      if (at >= parts[1]! && at < parts[2]!) continue;
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      expect(verify(signature, flipped)).toBe(false);
    }
  });
});

describe('the time of an event', () => {
  const createdMs = 1769860807 * 1000;

  it.each([
    [0, true],
    [24 * 3600, true],
    [25 * 3600, true],
    [25 * 3600 + 1, false],
    [365 * 24 * 3600, false],
    [-300, true],
    [-301, false],
  ])('of %i seconds ago: accepted is %s', (seconds, accepted) => {
    expect(verify(signature, body, createdMs + seconds * 1000)).toBe(accepted);
  });

  it.each(['1234567', '1769860807000', '-1769860807', '1769860807.5', '1e9', 'null', '"soon"', '[1769860807]'])(
    'written as %s is refused',
    (created) => {
      expect(verify(signature, `{"eventId":"5d1c0f8e-2b7a-4c39-9f64-8a1be3d7c052","eventCreated":${created}}`)).toBe(
        false,
      );
    },
  );
});

describe('what is parsed before it is verified', () => {
  it('may be text, as Ecwid’s documentation says', () => {
    expect(verify(signature, body.replace('1769860807', '"1769860807"'))).toBe(true);
  });

  it('keeps each digit of a long ID', () => {
    expect(verify(ofLongId, '{"eventId":9007199254740993123,"eventCreated":1769860807}')).toBe(true);
    expect(verify(ofLongId, '{"eventId":9007199254740993124,"eventCreated":1769860807}')).toBe(false);
  });

  it('has the same ID for the verifier as for the reader if it is there twice: the last one', () => {
    expect(verify(signature, `{"eventId":"other",${event}}`)).toBe(true);
    expect(verify(signature, `{${event},"eventId":"other"}`)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', `[{${event}}]`],
    ['a text', JSON.stringify(`{${event}}`)],
    ['null', 'null'],
    ['no ID', '{"eventCreated":1769860807}'],
    ['an empty ID', '{"eventId":"","eventCreated":1769860807}'],
    ['an inner event', `{"data":{${event}}}`],
    ['an inherited event', `{"__proto__":{${event}}}`],
    ['deep nesting', `{${event},"data":${'['.repeat(300)}${']'.repeat(300)}}`],
    ['more than any event', `{${event},"data":"${'x'.repeat(64 * 1024)}"}`],
  ])('is refused if it is %s', (_what, content) => {
    expect(verify(signature, content)).toBe(false);
    expect(verify(byEmptyKey, content)).toBe(false);
  });
});

describe('a secret', () => {
  it.each([
    ['secret_EZWiLeBXWsGg82XH3SfSFfdw418QNBBM', /^it is an access token: expected the client_secret/],
    ['public_B6mT2teCE55zT2jAeffLjzNJ4se3gfPj', /^it is an access token/],
    ['15695068', /^it looks like a store ID/],
    ['', /^expected the client_secret/],
    ['two words', /^expected the client_secret of the app, without spaces/],
  ])('"%s" verifies nothing', (text, why) => {
    expect(ecwid.whyUnusable?.(text)).toMatch(why);
    expect([signature, byEmptyKey].some((given) => verifyEcwid(signed(given), [text], nowMs))).toBe(false);
  });

  it('may be any other text', () => {
    expect(ecwid.whyUnusable?.(secret)).toBeUndefined();
  });
});

describe('isSigned', () => {
  it('says whether the header is there, valid or not', () => {
    expect(ecwid.isSigned(signed('anything'))).toBe(true);
    expect(ecwid.isSigned(signed(undefined))).toBe(false);
  });
});
