import type { CallAdmin } from '../platforms/admin/call.ts';
import type { PlatformAdmin } from '../platforms/admin/platform-admin.ts';
import type { ReadSettings } from '../platforms/platform.ts';
import { bigCommerceAdmin } from '../platforms/bigcommerce/admin/admin.ts';
import { ecwidAdmin } from '../platforms/ecwid/admin/admin.ts';
import { saleorAdmin } from '../platforms/saleor/admin/admin.ts';
import { adobeCommerceAdmin } from '../platforms/adobe-commerce/admin/admin.ts';
import { shopifyAdmin } from '../platforms/shopify/admin/admin.ts';
import { squareAdmin } from '../platforms/square/admin/admin.ts';
import { squarespaceAdmin } from '../platforms/squarespace/admin/admin.ts';
import { stripeAdmin } from '../platforms/stripe/admin/admin.ts';
import { wixAdmin } from '../platforms/wix/admin/admin.ts';
import { shopwareAdmin } from '../platforms/shopware/admin/admin.ts';
import { wooCommerceAdmin } from '../platforms/woocommerce/admin/admin.ts';
import { vendorSandboxes, type PlatformSecret } from './platform-secret.ts';

/** The admin API that a credential belongs to. */
export function adminOf(
  secret: PlatformSecret,
  call: CallAdmin,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  switch (secret.platform) {
    case 'shopify':
      return shopifyAdmin(call, 'accessToken' in secret ? secret.accessToken : secret, now);
    case 'woocommerce':
      return wooCommerceAdmin(call, secret, now, settings);
    case 'squarespace':
      return squarespaceAdmin(call, secret.apiKey, now);
    case 'wix':
      return wixAdmin(call, secret, now, settings);
    case 'shopware':
      return shopwareAdmin(call, secret, now);
    case 'stripe':
      return stripeAdmin(call, secret.apiKey, now, settings);
    case 'bigcommerce':
      return bigCommerceAdmin(call, secret, now, settings);
    case 'square': {
      const isSandbox = secret.url === vendorSandboxes.square;
      return squareAdmin(call, { accessToken: secret.accessToken, isSandbox }, now);
    }
    case 'ecwid':
      return ecwidAdmin(call, secret, now, settings);
    case 'saleor':
      return saleorAdmin(call, secret, now, settings);
    case 'adobe-commerce':
      return adobeCommerceAdmin(call, secret, now);
  }
}
