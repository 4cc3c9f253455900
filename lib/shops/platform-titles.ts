import type { PlatformName } from './platform-name.ts';

/** What people call the platforms. */
export const platformTitles: Record<PlatformName, string> = {
  shopify: 'Shopify',
  woocommerce: 'WooCommerce',
  squarespace: 'Squarespace',
  wix: 'Wix',
  shopware: 'Shopware',
  stripe: 'Stripe',
  bigcommerce: 'BigCommerce',
  square: 'Square',
  ecwid: 'Ecwid',
  saleor: 'Saleor',
  'adobe-commerce': 'Adobe Commerce',
  standard: 'your system',
};
