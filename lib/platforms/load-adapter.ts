import type { PlatformName } from '../shops/platform-name.ts';
import type { PlatformAdapter } from './platform.ts';

const load: Record<PlatformName, () => Promise<PlatformAdapter>> = {
  shopify: async () => (await import('./shopify/adapter.ts')).shopify,
  woocommerce: async () => (await import('./woocommerce/adapter.ts')).woocommerce,
  squarespace: async () => (await import('./squarespace/adapter.ts')).squarespace,
  wix: async () => (await import('./wix/adapter.ts')).wix,
  shopware: async () => (await import('./shopware/adapter.ts')).shopware,
  stripe: async () => (await import('./stripe/adapter.ts')).stripe,
  bigcommerce: async () => (await import('./bigcommerce/adapter.ts')).bigCommerce,
  square: async () => (await import('./square/adapter.ts')).square,
  ecwid: async () => (await import('./ecwid/adapter.ts')).ecwid,
  saleor: async () => (await import('./saleor/adapter.ts')).saleor,
  'adobe-commerce': async () => (await import('./adobe-commerce/adapter.ts')).adobeCommerce,
  standard: async () => (await import('./standard/adapter.ts')).standard,
};

const loaded = new Map<PlatformName, PlatformAdapter>();

/**
 * Returns a platform's adapter, and loads it on first use: most of an adapter is schemas, and a process seldom needs more than one
 * platform's. Where start-up time doesn't matter, use adapters.ts.
 */
export async function loadAdapter(platform: PlatformName): Promise<PlatformAdapter> {
  const known = loaded.get(platform);
  if (known !== undefined) return known;
  const adapter = await load[platform]();
  loaded.set(platform, adapter);
  return adapter;
}
