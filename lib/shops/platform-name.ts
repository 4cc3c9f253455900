import * as z from 'zod';

/** The platforms that have an adapter, by their names in settings. */
export const PlatformName = z.enum([
  'shopify',
  'woocommerce',
  'squarespace',
  'wix',
  'shopware',
  'stripe',
  'bigcommerce',
  'square',
  'ecwid',
  'saleor',
  'adobe-commerce',
  'standard',
]);
export type PlatformName = z.infer<typeof PlatformName>;
