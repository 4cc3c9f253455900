import type { PlatformName } from '../lib/shops/platform-name.ts';
import { shopifyBases } from './bases/shopify.ts';
import { wooCommerceBases } from './bases/woocommerce.ts';
import { squarespaceBases } from './bases/squarespace.ts';
import { wixBases } from './bases/wix.ts';
import { shopwareBases } from './bases/shopware.ts';
import { stripeBases } from './bases/stripe.ts';
import { bigCommerceBases } from './bases/bigcommerce.ts';
import { squareBases } from './bases/square.ts';
import { ecwidBases } from './bases/ecwid.ts';
import { saleorBases } from './bases/saleor.ts';
import { adobeCommerceBases } from './bases/adobe-commerce.ts';
import { standardBases } from './bases/standard.ts';
import type { Base } from './bases/sent.ts';

/** What each platform sends. Made up, not from a real shop. */
export const bases: Record<PlatformName, readonly Base[]> = {
  shopify: shopifyBases,
  woocommerce: wooCommerceBases,
  squarespace: squarespaceBases,
  wix: wixBases,
  shopware: shopwareBases,
  stripe: stripeBases,
  bigcommerce: bigCommerceBases,
  square: squareBases,
  ecwid: ecwidBases,
  saleor: saleorBases,
  'adobe-commerce': adobeCommerceBases,
  standard: standardBases,
};
