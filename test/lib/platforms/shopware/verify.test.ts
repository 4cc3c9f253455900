import { AppServer, InMemoryShopRepository } from '@shopware-ag/app-server-sdk';
import { describe, expect, it } from 'vitest';
import { isSignedLikeShopware, verifyShopware } from '../../../../lib/platforms/shopware/verify.ts';
import { rawWebhook } from '../../../../functions/ingest/raw-webhook.ts';
import { fixture, webhook } from '../../../support/webhook.ts';
import { shopId } from './body.ts';

const key = 'geheim-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const nowMs = 1_769_860_805_000;
const body =
  '{"data":{"event":"app.updated","payload":{}},"source":{"shopId":"hRCw2xo1EDZnLco4"},"timestamp":1769860805}';

/* Golden vectors, made with OpenSSL 3.0: printf '%s' "$body" | openssl dgst -sha256 -hmac "$key" -hex */
const golden = '0cebeffbd95bfb1d7e19b6ea5b990d8f015a91f282914b27b31e46f894b44913';
const byEmptyKey = 'd68836bc49349e94e900c78a36df2a007d39107e1bf73ea829b04be577eb2bcb';
const ofUnicode = '68944e38ab6cc9cd05a8872d539aa1de5d2cf9cce1f996a8e59b57d077baf4bf'; // {"name":"Jörg 🌳","timestamp":1769860805}
const ofNoTime = 'f9c81ae1767ed1d2b1366e0a7907eb6c0a0f997d11bc6263820842cf17cda8f6'; // {"a":1}
const ofNoJson = '32e182ed39ecc52e06c65bf975851b0210904b0e1b13a955475fdfaedfbfdf4c'; // not json

const signed = (signature: string | undefined, text: string | Buffer = body) =>
  webhook({ 'shopware-shop-signature': signature }, text);
const verify = (signature: string | undefined, text: string | Buffer = body, secrets = [key], now = nowMs) =>
  verifyShopware(signed(signature, text), secrets, now);

const sdk = (shops = new InMemoryShopRepository()) =>
  new AppServer({ appName: 'thankflow', appSecret: 'app', authorizeCallbackUrl: 'https://x.example' }, shops);
const sign = (text: string, secret = key) => sdk().signer.sign(text, secret);

describe('verifyShopware', () => {
  it.each([
    ['a webhook', golden, body],
    ['one that is not ASCII', ofUnicode, '{"name":"Jörg 🌳","timestamp":1769860805}'],
    ['one without a time', ofNoTime, '{"a":1}'],
    ['one that is not JSON, for the quarantine', ofNoJson, 'not json'],
  ])('accepts %s', (_what, signature, text) => {
    expect(verify(signature, text)).toBe(true);
  });

  it('accepts either of two live secrets', () => {
    expect(verify(golden, body, ['newer', key])).toBe(true);
    expect(verify(golden, body, [key, 'older'])).toBe(true);
  });

  it.each([
    ['another secret', golden, body, ['other']],
    ['no secret', golden, body, []],
    ['the empty key', byEmptyKey, body, ['']],
    ['another body', golden, `${body} `, [key]],
    ['a body with a BOM', golden, `\ufeff${body}`, [key]],
    ['a body with a line break', golden, `${body}\r\n`, [key]],
    ['no header', undefined, body, [key]],
    ['an empty header', '', body, [key]],
    ['a truncated header', golden.slice(0, -1), body, [key]],
    ['a longer header', `${golden}0`, body, [key]],
    ['the header sent twice, as API Gateway joins it', `${golden},${golden}`, body, [key]],
    ['two signatures', `${byEmptyKey}, ${golden}`, body, [key]],
    ['a prefix', `sha256=${golden}`, body, [key]],
    ['base64', Buffer.from(golden, 'hex').toString('base64'), body, [key]],
    ['the secret itself', key, body, [key]],
  ])('refuses %s', (_what, signature, text, secrets) => {
    expect(verify(signature, text, secrets)).toBe(false);
  });

  it('refuses any flipped bit of the body and of the signature', () => {
    for (let bit = 0; bit < body.length * 8; bit++) {
      const flipped = Buffer.from(body);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verify(golden, flipped)).toBe(false);
    }
    for (let bit = 0; bit < 256; bit++) {
      const flipped = Buffer.from(golden, 'hex');
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verify(flipped.toString('hex'))).toBe(false);
    }
  });

  it.each([
    [0, true],
    [300_000, true],
    [-300_000, true],
    [300_001, false],
    [-300_001, false],
    [86_400_000, false],
  ])('accepts a time within five minutes of ours, in both directions: %i ms', (differenceMs, expected) => {
    expect(verify(golden, body, [key], nowMs + differenceMs)).toBe(expected);
  });

  it('reads a time that is text', async () => {
    const text = '{"timestamp":"1769860805"}';
    expect(verify(await sign(text), text)).toBe(true);
    expect(verify(await sign(text), text, [key], nowMs + 300_001)).toBe(false);
  });

  it('only looks at the time of the whole body, not at others in it', async () => {
    const text = '{"data":{"timestamp":1769860805},"timestamp":1700000000}';
    expect(verify(await sign(text), text)).toBe(false);
  });

  it('accepts what API Gateway encodes in base64', () => {
    const event = {
      headers: { 'shopware-shop-signature': golden },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      requestContext: { domainName: 'hooks.example' },
      rawPath: '/webhooks/acme',
      rawQueryString: '',
    };
    expect(verifyShopware(rawWebhook(event as never), [key], nowMs)).toBe(true);
  });

  it('tells an unsigned webhook, which belongs to no app, from a forged one', () => {
    expect(isSignedLikeShopware(signed(undefined))).toBe(false);
    expect(isSignedLikeShopware(signed(''))).toBe(false);
    expect(isSignedLikeShopware(signed('forged'))).toBe(true);
    expect(isSignedLikeShopware(webhook({ 'shopware-app-signature': golden }, body))).toBe(false);
  });
});

describe("Shopware's own SDK", () => {
  const text = fixture('shopware/order-paid.json').toString();

  async function acceptsWith(secret: string, signature: string): Promise<boolean> {
    const shops = new InMemoryShopRepository();
    await shops.createShop(shopId, 'https://garten.example', secret);
    const headers = { 'shopware-shop-signature': signature };
    try {
      await sdk(shops).contextResolver.fromAPI(
        new Request('https://x.example', { method: 'POST', body: text, headers }),
      );
      return true;
    } catch {
      return false;
    }
  }

  it('signs what we accept', async () => {
    expect(verify(await sign(text), text)).toBe(true);
    expect(verify(await sign(text, 'another'), text)).toBe(false);
  });

  it.each([
    ['its own signature', async () => await sign(text)],
    ['a truncated one', async () => (await sign(text)).slice(0, 63)],
    ['another body’s', async () => await sign(`${text} `)],
    ['another shop’s', async () => await sign(text, 'another')],
  ])('judges %s as we do', async (_what, signature) => {
    const given = await signature();
    expect(verify(given, text)).toBe(await acceptsWith(key, given));
  });
});
