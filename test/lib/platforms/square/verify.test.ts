import { createHmac } from 'node:crypto';
import { WebhooksHelper } from 'square';
import { describe, expect, it } from 'vitest';
import { square } from '../../../../lib/platforms/square/adapter.ts';
import { verifySquare } from '../../../../lib/platforms/square/verify.ts';
import type { RawWebhook } from '../../../../lib/platforms/platform.ts';

const body =
  '{"merchant_id":"MLQ5ZC7VYC3V4","type":"payment.updated","data":{"object":{"payment":{"note":"Siobhán 🌳"}}}}';
const url = 'https://hooks.example/webhooks/acme';
const odd = 'https://pay.example/Square/?shop=acme&x=%20';
const key = 'Ra4j7aXmCvxtGYlSuV0gAg';
const another = 'Xb8s1QeT0kLmWv3nZp6RdA';

/*
 * Golden vectors, made with OpenSSL 3.0:
 * printf '%s' "$url$body" | openssl dgst -sha256 -hmac "$key" -binary | base64
 */
const signature = 'uGZxveu51sXKf65VqTDEk4pUvCcnE1a51Bwd3AQWzPk=';
const byAnother = 'PSXi38svVMHvu9hsnsAVUWY1BuFL2rGz5dnN2KeZ7B4=';
const ofOddUrl = 'eW9+1tLOIRtwLBWGQjVocH1gNbYZUhErBKFNoLPRv7A=';
const ofUrlWithSlash = 'WZ0cIzEsj2byaZZicKaj8XJX0OyzWULtiwWlW4/PxiQ=';
const ofBodyAlone = 'iIkazWl52VfaZw2pGP4+GNBSymOlGI0wijVcPbXpLbo=';
const byEmptyKey = 'bn9+YjCN0enZ3rhUMLdeHQmzXXIHAran/hW3R8D6Oz0=';
// printf '%s\xef\xbb\xbf%s\r\n' "$url" "$body" | openssl …
const ofMarkedBody = 'Jc85eTRF+ak2eoMViiFtZJL4KnK4flwhDFUSm1jO3k0=';

interface Sent {
  body?: string | Buffer;
  url?: string;
}

const signed = (given: string | undefined, sent: Sent = {}): RawWebhook => ({
  headers: { 'x-square-hmacsha256-signature': given },
  body: Buffer.from(sent.body ?? body),
  url: sent.url ?? url,
});
const verify = (given: string | undefined, sent?: Sent) => verifySquare(signed(given, sent), [key]);

/** What Square's own library says. */
const sdk = (signatureHeader: string, sent: Sent = {}) =>
  WebhooksHelper.verifySignature({
    requestBody: String(sent.body ?? body),
    signatureHeader,
    signatureKey: key,
    notificationUrl: sent.url ?? url,
  });

describe('verifySquare', () => {
  it.each<[string, string, Sent]>([
    ['the URL and the body', signature, {}],
    ['a URL with capitals, a slash, a query and an escape', ofOddUrl, { url: odd }],
    ['a URL that ends in a slash', ofUrlWithSlash, { url: `${url}/` }],
    ['a body with a byte order mark and line breaks', ofMarkedBody, { body: `\ufeff${body}\r\n` }],
  ])('accepts %s as OpenSSL signed it, and so does Square’s library', async (_what, given, sent) => {
    expect(verify(given, sent)).toBe(true);
    expect(await sdk(given, sent)).toBe(true);
  });

  it.each<[string, string, Sent]>([
    ['another key', byAnother, {}],
    ['an empty key', byEmptyKey, {}],
    ['the body alone', ofBodyAlone, {}],
    ['a slash at the end of the URL', signature, { url: `${url}/` }],
    ['no slash at the end of the URL', ofUrlWithSlash, {}],
    ['a capital in the URL', signature, { url: 'https://Hooks.example/webhooks/acme' }],
    ['plain HTTP', signature, { url: url.replace('https', 'http') }],
    ['a port in the URL', signature, { url: 'https://hooks.example:443/webhooks/acme' }],
    ['a query', signature, { url: `${url}?a=1` }],
    ['the URL’s escape written out', ofOddUrl, { url: odd.replace('%20', ' ') }],
    ['another shop’s URL', signature, { url: 'https://hooks.example/webhooks/oak' }],
    ['a byte order mark', signature, { body: `\ufeff${body}` }],
    ['a line break', signature, { body: `${body}\r\n` }],
    ['hex', Buffer.from(signature, 'base64').toString('hex'), {}],
    ['URL-safe base64', Buffer.from(signature, 'base64').toString('base64url'), {}],
    ['a truncated signature', signature.slice(0, -4), {}],
    ['a longer signature', `${signature}AA`, {}],
    ['a prefix', `sha256=${signature}`, {}],
    ['a space', ` ${signature}`, {}],
    ['a duplicated header, which API Gateway joins', `${signature},${signature}`, {}],
    ['several signatures, of which one is right', `${byAnother},${signature}`, {}],
    ['an empty header', '', {}],
  ])('refuses %s, and so does Square’s library', async (_what, given, sent) => {
    expect(verify(given, sent)).toBe(false);
    expect(await sdk(given, sent)).toBe(false);
  });

  it('can’t be tricked into taking a part of the body for a part of the URL', async () => {
    const moved = { url: url.slice(0, -4), body: `acme${body}` };
    // The signature is of both, one after the other, so this is how Square signs. But the URL is what the settings say.
    expect(verify(signature, moved)).toBe(await sdk(signature, moved));
    expect(verify(signature, { ...moved, url })).toBe(false);
  });

  it('refuses everything while nobody knows the URL', () => {
    const whole = signed(createHmac('sha256', key).update(url).update(body).digest('base64'), { url: '' });
    expect(verifySquare(whole, [key])).toBe(false);
    expect(verify(ofBodyAlone, { url: '' })).toBe(false);
  });

  it('refuses a request without the header, or with the one of Square’s API v1', () => {
    expect(verify(undefined)).toBe(false);
    const old = { ...signed(undefined), headers: { 'x-square-signature': signature } };
    expect(verifySquare(old, [key])).toBe(false);
  });

  it('accepts either of two live keys, because a delivery may be on its way while the key is replaced', () => {
    expect(verifySquare(signed(byAnother), [key, another])).toBe(true);
    expect(verifySquare(signed(signature), [key, another])).toBe(true);
    expect(verifySquare(signed(byEmptyKey), [key, ''])).toBe(false);
  });

  it('refuses one flipped bit anywhere in the body, the URL or the signature', () => {
    const flippedOf = (bytes: Buffer) =>
      Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        return flipped;
      });
    expect(flippedOf(Buffer.from(body)).some((flipped) => verify(signature, { body: flipped }))).toBe(false);
    expect(flippedOf(Buffer.from(url)).some((flipped) => verify(signature, { url: flipped.toString() }))).toBe(false);
    const digests = flippedOf(Buffer.from(signature, 'base64'));
    expect(digests.some((flipped) => verify(flipped.toString('base64')))).toBe(false);
  });

  it.each([
    ['sq0csp-AbCdEfGh', /application's secret/],
    ['sandbox-sq0csb-AbCdEfGh', /application's secret/],
    ['sandbox-sq0idb-AbCdEfGh', /application's ID/],
    ['EAAAl9Vnn8vt', /access token/],
    ['wbhk_b35f6b3145074cf9', /subscription's ID/],
    ['', /^expected the signature key of the webhook subscription$/],
    [` ${key}`, /^expected the signature key of the webhook subscription$/],
  ])('knows that “%s” is no signature key', (text, why) => {
    expect(square.whyUnusable?.(text)).toMatch(why);
  });

  it('knows nothing against a signature key', () => {
    expect(square.whyUnusable?.(key)).toBeUndefined();
  });
});

describe('isSigned', () => {
  it('says whether the header is there, valid or not', () => {
    expect(square.isSigned(signed('anything'))).toBe(true);
    expect(square.isSigned(signed(undefined))).toBe(false);
  });
});
