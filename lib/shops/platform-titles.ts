import type { PlatformName } from './platform-name.ts';

/** What people call the platforms. */
export const platformTitles: Record<PlatformName, string> = {
  shopify: 'Shopify',
  woocommerce: 'WooCommerce',
  stripe: 'Stripe',
  squarespace: 'Squarespace',
  wix: 'Wix',
  shopware: 'Shopware',
  bigcommerce: 'BigCommerce',
  ecwid: 'Ecwid',
  saleor: 'Saleor',
  square: 'Square',
  'adobe-commerce': 'Adobe Commerce',
  standard: 'your system',
};
