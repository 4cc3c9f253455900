import type { PlatformName } from '../shops/platform-name.ts';
import { bigCommerceSender } from './bigcommerce.ts';
import { ecwidSender } from './ecwid.ts';
import type { Sender } from './sender.ts';
import { saleorSender } from './saleor.ts';
import { adobeCommerceSender } from './adobe-commerce.ts';
import { shopifySender } from './shopify.ts';
import { squareSender } from './square.ts';
import { squarespaceSender } from './squarespace.ts';
import { shopwareSender } from './shopware.ts';
import { standardSender } from './standard.ts';
import { stripeSender } from './stripe.ts';
import { wixSender } from './wix.ts';
import { wooCommerceSender } from './woocommerce.ts';

/** All platforms. The bodies are written manually and contain no real shop's data. */
export const senders: Record<PlatformName, Sender> = {
  shopify: shopifySender,
  woocommerce: wooCommerceSender,
  squarespace: squarespaceSender,
  wix: wixSender,
  shopware: shopwareSender,
  stripe: stripeSender,
  bigcommerce: bigCommerceSender,
  square: squareSender,
  ecwid: ecwidSender,
  saleor: saleorSender,
  'adobe-commerce': adobeCommerceSender,
  standard: standardSender,
};
