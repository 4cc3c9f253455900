import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { awkwardShopify } from './awkward/shopify.ts';
import { awkwardWooCommerce } from './awkward/woocommerce.ts';
import { awkwardSquarespace } from './awkward/squarespace.ts';
import { awkwardWix } from './awkward/wix.ts';
import { awkwardShopware } from './awkward/shopware.ts';
import { awkwardStripe } from './awkward/stripe.ts';
import { awkwardBigCommerce } from './awkward/bigcommerce.ts';
import { awkwardSquare } from './awkward/square.ts';
import { awkwardEcwid } from './awkward/ecwid.ts';
import { awkwardSaleor } from './awkward/saleor.ts';
import { awkwardAdobeCommerce } from './awkward/adobe-commerce.ts';
import { awkwardStandard } from './awkward/standard.ts';
import type { AwkwardSender } from './awkward/typed.ts';

/** The same order as each platform would send it. */
export const senders: Record<PlatformName, AwkwardSender> = {
  shopify: awkwardShopify,
  woocommerce: awkwardWooCommerce,
  squarespace: awkwardSquarespace,
  wix: awkwardWix,
  shopware: awkwardShopware,
  stripe: awkwardStripe,
  bigcommerce: awkwardBigCommerce,
  square: awkwardSquare,
  ecwid: awkwardEcwid,
  saleor: awkwardSaleor,
  'adobe-commerce': awkwardAdobeCommerce,
  standard: awkwardStandard,
};
