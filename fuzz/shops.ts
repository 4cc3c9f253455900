import { generateKeyPairSync } from 'node:crypto';
import { PublicCardKey } from '../lib/sealing/card-keys.ts';
import type { WebhookSecret } from '../lib/secrets/secrets.ts';
import type { IngestSettings } from '../lib/shops/ingest-settings.ts';
import type { ReadSettings } from '../lib/platforms/platform.ts';
import type { PlatformName } from '../lib/shops/platform-name.ts';
import { adobeClientId } from './adobe-signature.ts';
import { rsaSecrets } from './rsa-keys.ts';

/** When every request arrives, epoch ms. */
export const nowMs = Date.parse('2026-02-03T12:00:00Z');

/** What a shop's platform was told to send to. */
export const webhookUrlOf = (shop: string): string => `https://thankflow.example/webhooks/${shop}`;

/** A shop that the fuzzer posts to. */
export interface FuzzShop {
  id: string;
  platform: PlatformName;
  settings: IngestSettings;
  secret: WebhookSecret & { previous: NonNullable<WebhookSecret['previous']> };
}

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

/** The key for sealing gift cards. */
export const cardKey = PublicCardKey.parse({ ...pair, kid: 'fuzz' });

const bytes = (fill: number): Buffer => Buffer.alloc(24, fill);
const publicKey = (fill: number): string => (fill % 2 === 0 ? rsaSecrets.previous : rsaSecrets.current);

/** Secrets in their platforms' formats. Those of the other platforms may be any text. */
const formats: Partial<Record<PlatformName, (fill: number) => string>> = {
  squarespace: (fill) => Buffer.alloc(32, fill).toString('hex'),
  wix: publicKey,
  stripe: (fill) => `whsec_${bytes(fill).toString('hex')}`,
  // Digits alone would be a store ID.
  ecwid: (fill) => bytes(fill).toString('base64'),
  saleor: publicKey,
  'adobe-commerce': publicKey,
  standard: (fill) => `whsec_${bytes(fill).toString('base64')}`,
};

/** Those with an even `fill` are previous ones. */
const secretText = (platform: PlatformName, fill: number): string =>
  formats[platform]?.(fill) ?? bytes(fill).toString('hex');

const platformShopIds: Partial<Record<PlatformName, string>> = {
  wix: '7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931',
  shopware: 'hRCw2xo1EDZnLco4',
  stripe: 'acct_954889',
  bigcommerce: 'q7w2e9r4t1',
  square: 'MLQ5ZC7VYC3V4',
  ecwid: '1003',
  saleor: 'fuzz.saleor.cloud',
  'adobe-commerce': adobeClientId,
};

/** Saleor's keys are at the shop's domain, and Adobe's are everybody's. */
const requiredShopIds: Partial<Record<PlatformName, string>> = {
  saleor: 'plain.saleor.cloud',
  'adobe-commerce': adobeClientId,
};

/** One shop with plain settings and two valid secrets, and one with all settings for reading, whose older secret has expired. */
function shopsOf(platform: PlatformName): FuzzShop[] {
  const shop = (id: string, fill: number, hoursLeft: number, settings: Partial<IngestSettings>): FuzzShop => ({
    id,
    platform,
    settings: { shop: id, platform, reading: {}, addsGiftCards: false, pidPrefix: `${id}-`, ...settings },
    secret: {
      current: secretText(platform, fill),
      previous: {
        secret: secretText(platform, fill + 1),
        expiresAt: new Date(nowMs + hoursLeft * 3_600_000).toISOString(),
      },
    },
  });
  const reading: ReadSettings = {
    platformShopId: platformShopIds[platform] ?? '954889',
    paidStatuses: ['ready-to-ship'],
    ignoredStatuses: ['draft-order'],
    ...(platform === 'stripe' && { stripeSales: 'invoices' }),
  };
  const required = requiredShopIds[platform];
  const plain: Partial<IngestSettings> = required === undefined ? {} : { reading: { platformShopId: required } };
  return [shop(`${platform}-plain`, 1, 1, plain), shop(`${platform}-full`, 3, -1, { reading, addsGiftCards: true })];
}

export const shops: Record<PlatformName, readonly FuzzShop[]> = {
  shopify: shopsOf('shopify'),
  woocommerce: shopsOf('woocommerce'),
  squarespace: shopsOf('squarespace'),
  wix: shopsOf('wix'),
  shopware: shopsOf('shopware'),
  stripe: shopsOf('stripe'),
  bigcommerce: shopsOf('bigcommerce'),
  square: shopsOf('square'),
  ecwid: shopsOf('ecwid'),
  saleor: shopsOf('saleor'),
  'adobe-commerce': shopsOf('adobe-commerce'),
  standard: shopsOf('standard'),
};

export const shopsById: ReadonlyMap<string, FuzzShop> = new Map(
  Object.values(shops)
    .flat()
    .map((shop) => [shop.id, shop]),
);
