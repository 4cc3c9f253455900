import { createHmac } from 'node:crypto';
import type { PlatformName } from '../lib/shops/platform-name.ts';
import type { Random } from '../sim/kernel/random.ts';
import { adobeHeaders } from './adobe-signature.ts';
import { ecwidContent } from './ecwid-signature.ts';
import { saleorSignature } from './saleor-signature.ts';
import { nowMs, webhookUrlOf, type FuzzShop } from './shops.ts';
import { squarespaceKey, standardContent, standardKey, stripeContent } from './signatures.ts';
import { wixToken } from './wix-token.ts';

/** In the order in which they are sent. A name may occur twice. */
export type SentHeaders = readonly (readonly [name: string, value: string])[];

/** The input of a signature, and what is done to it. */
interface Signing {
  secret: string;
  body: Buffer;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'base64' | 'hex';
  /** Standard Webhooks and Stripe: seconds since 1970. */
  timestamp: string;
  /** Standard Webhooks and Squarespace: the key is the text of the secret, not what it encodes. */
  isKeyText: boolean;
  /** Changes the correct signature. */
  spoil: (signature: string) => string;
}

/** What differs from a signature with the shop's current secret. */
type Way = (shop: FuzzShop, body: Buffer) => Partial<Signing>;

const seconds = (offset: number): string => String(nowMs / 1000 + offset);
const isPreviousAlive = ({ secret }: FuzzShop): boolean => Date.parse(secret.previous.expiresAt) > nowMs;
const madeUp = `whsec_${Buffer.alloc(24, 99).toString('base64')}`;

/** The platforms that sign a time. */
const timed: ReadonlySet<PlatformName> = new Set(['stripe', 'bigcommerce', 'standard']);
/** The platforms whose secrets encode the key. */
const encodesKey: ReadonlySet<PlatformName> = new Set(['squarespace', 'standard']);
/** The platforms that write digests in hex. The others write base64. */
const writesHex: ReadonlySet<PlatformName> = new Set(['squarespace', 'shopware', 'stripe']);

/** A wrong time if the platform signs one, else a wrong secret. */
const atWrongTime =
  (timestamp: string): Way =>
  ({ platform }) => ({ timestamp, ...(!timed.has(platform) && { secret: madeUp }) });

/** Signatures that platforms send. */
export const rightWays: Readonly<Record<string, Way>> = {
  current: () => ({}),
  previous: (shop) => (isPreviousAlive(shop) ? { secret: shop.secret.previous.secret } : {}),
};

/** Signatures that prove nothing. */
export const wrongWays: Readonly<Record<string, Way>> = {
  empty: () => ({ spoil: () => '' }),
  'another secret': () => ({ secret: madeUp }),
  'expired secret': (shop) => ({ secret: isPreviousAlive(shop) ? madeUp : shop.secret.previous.secret }),
  'empty key': () => ({ secret: '' }),
  'longer body': (_, body) => ({ body: Buffer.concat([body, Buffer.from(' ')]) }),
  'shorter body': (_, body) => ({ body: body.length > 0 ? body.subarray(0, -1) : Buffer.alloc(1) }),
  'body as Latin-1': (_, body) => ({ body: Buffer.from(`${body.toString('latin1')}é`) }),
  'body as UTF-16': (_, body) => ({ body: Buffer.from(`${body.toString()} `, 'utf16le') }),
  'other encoding': ({ platform }) => ({ encoding: writesHex.has(platform) ? 'base64' : 'hex' }),
  'SHA-1': () => ({ algorithm: 'sha1' }),
  'SHA-512': () => ({ algorithm: 'sha512' }),
  'first letter': () => ({ spoil: (text) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1) }),
  short: () => ({ spoil: (text) => text.slice(0, 20) }),
  twice: () => ({ spoil: (text) => `${text},${text}` }),
  prefixed: () => ({ spoil: (text) => `sha256=${text}` }),
  'the secret': ({ secret }) => ({ spoil: () => secret.current }),
  'old timestamp': atWrongTime(seconds(-301)),
  'early timestamp': atWrongTime(seconds(301)),
  'odd timestamp': atWrongTime(`${seconds(0)}.0`),
  'key as text': ({ platform }) => ({ isKeyText: true, ...(!encodesKey.has(platform) && { secret: madeUp }) }),
};

/** What is sent: the headers of the signature, and the body, which may contain it. */
export function sentWith(
  shop: FuzzShop,
  body: Buffer,
  way: Way,
  random: Random,
): { headers: SentHeaders; body: Buffer } {
  if (shop.platform !== 'wix') return { headers: signatureHeaders(shop, body, way, random), body };
  const ofThis = { secret: shop.secret.current, body, algorithm: 'sha256', encoding: 'base64' } as const;
  return { headers: [], body: wixToken(body, { ...ofThis, spoil: (text) => text, ...way(shop, body) }) };
}

function signatureHeaders(shop: FuzzShop, body: Buffer, way: Way, random: Random): SentHeaders {
  const given = way(shop, body);
  const { secret = shop.secret.current, body: signed = body, algorithm = 'sha256' } = given;
  const { encoding = writesHex.has(shop.platform) ? 'hex' : 'base64' } = given;
  const { timestamp = seconds(random.below(601) - 300), isKeyText = false, spoil = (text: string) => text } = given;
  const digest = (key: string | Buffer, content: Buffer): string =>
    spoil(createHmac(algorithm, key).update(content).digest(encoding));
  switch (shop.platform) {
    case 'shopify':
      return [[random.pick(['x-shopify-hmac-sha256', 'shopify-hmac-sha256']), digest(secret, signed)]];
    case 'woocommerce':
      return [['x-wc-webhook-signature', digest(secret, signed)]];
    case 'squarespace': {
      const signature = digest(isKeyText ? secret : squarespaceKey(secret), signed);
      return [['squarespace-signature', random.chance(1 / 2) ? signature.toUpperCase() : signature]];
    }
    case 'wix':
      return [];
    case 'shopware':
      return [['shopware-shop-signature', digest(secret, signed)]];
    case 'stripe': {
      const signature = digest(secret, stripeContent(timestamp, signed));
      const others = random.chance(1 / 4) ? random.pick(['v0=AAAA,', 'v1=,', `v1=${'a'.repeat(64)},`, ',']) : '';
      return [['stripe-signature', `t=${timestamp},${others}v1=${signature}`]];
    }
    case 'bigcommerce':
    case 'standard': {
      const family = shop.platform === 'bigcommerce' ? 'webhook' : random.pick(['webhook', 'svix']);
      const id = `msg_${random.below(1e9)}`;
      const signature = digest(
        isKeyText || shop.platform === 'bigcommerce' ? secret : standardKey(secret),
        standardContent(id, timestamp, signed),
      );
      const others = random.chance(1 / 4) ? random.pick(['v1a,AAAA ', 'v1, ', `v1,${'A'.repeat(43)}= `]) : '';
      return [
        [`${family}-id`, id],
        [`${family}-timestamp`, timestamp],
        [`${family}-signature`, signature === '' ? '' : `${others}v1,${signature}`],
      ];
    }
    case 'square': {
      const content = Buffer.concat([Buffer.from(webhookUrlOf(shop.id)), signed]);
      return [['x-square-hmacsha256-signature', digest(secret, content)]];
    }
    case 'ecwid':
      return [['x-ecwid-webhook-signature', digest(secret, ecwidContent(signed))]];
    case 'saleor': {
      // There is only what the shop publishes now.
      const key = secret === shop.secret.previous.secret && isPreviousAlive(shop) ? shop.secret.current : secret;
      return [
        ['saleor-signature', saleorSignature(signed, shop.secret.current, { secret: key, algorithm, encoding, spoil })],
      ];
    }
    case 'adobe-commerce':
      return adobeHeaders(shop.secret.current, { secret, signed, algorithm, encoding, spoil }, random.chance(1 / 2));
  }
}
