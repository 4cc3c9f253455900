import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { PlatformName } from '../lib/shops/platform-name.ts';
import { readSampleShops } from '../local/shops.ts';

/** What doesn't change between the versions of a shop's settings. */
export interface SoakShop {
  id: string;
  platform: PlatformName;
  pidPrefix: string;
  slug: string;
  cause: string;
  thankuOrderId: string;
  /** Its merchant at Thanx; `undefined` without a loyalty programme. */
  merchantId: string | undefined;
}

/** Those with every kind of webhook that a plan has. After ingest, an order is the same wherever it comes from. */
const soakPlatforms: ReadonlySet<PlatformName> = new Set(['shopify', 'woocommerce', 'standard']);

/** Sample shops of the local stack. */
export const soakShops: readonly SoakShop[] = readSampleShops()
  .filter(({ platform }) => soakPlatforms.has(platform))
  .map(({ shop, platform, thanku, thanx }) => ({
    id: shop,
    platform,
    pidPrefix: thanku?.pidPrefix ?? `${shop}-`,
    slug: thanku?.slug ?? '',
    cause: thanku?.cause ?? '',
    thankuOrderId: thanku?.thankuOrderId ?? '',
    merchantId: thanx?.merchantId,
  }));

/** The message of an order's ThankU. */
export const messageOf = (number: string, version: number): string => `Order ${number}, by settings ${version}.`;

/** The settings file of local/shops, but each order's impact is `version`, and its message says so. */
export function settingsFile(shop: string, version: number): string {
  const path = join(import.meta.dirname, '../local/shops', `${shop}.yaml`);
  const document = parseDocument(readFileSync(path, 'utf8'));
  document.setIn(['thanku', 'impact'], { fixed: version });
  document.setIn(['thanku', 'message'], { en: messageOf('{{order.number|?}}', version) });
  document.setIn(['thanku', 'language'], 'en');
  return document.toString();
}
