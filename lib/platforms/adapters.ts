import type { PlatformName } from '../shops/platform-name.ts';
import type { PlatformAdapter } from './platform.ts';
import { bigCommerce } from './bigcommerce/adapter.ts';
import { ecwid } from './ecwid/adapter.ts';
import { saleor } from './saleor/adapter.ts';
import { adobeCommerce } from './adobe-commerce/adapter.ts';
import { shopify } from './shopify/adapter.ts';
import { square } from './square/adapter.ts';
import { squarespace } from './squarespace/adapter.ts';
import { shopware } from './shopware/adapter.ts';
import { standard } from './standard/adapter.ts';
import { stripe } from './stripe/adapter.ts';
import { wix } from './wix/adapter.ts';
import { woocommerce } from './woocommerce/adapter.ts';

/** Every platform that can be connected, by its name in the settings. */
export const adapters: Record<PlatformName, PlatformAdapter> = {
  shopify,
  woocommerce,
  squarespace,
  wix,
  shopware,
  stripe,
  bigcommerce: bigCommerce,
  square,
  ecwid,
  saleor,
  'adobe-commerce': adobeCommerce,
  standard,
};
