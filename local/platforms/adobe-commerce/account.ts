import type { ImsClient } from '../../../lib/platforms/adobe-commerce/admin/ims-token.ts';
import type { Integration } from '../../../lib/platforms/adobe-commerce/admin/oauth.ts';
import { adobeImsClientOf, adobeIntegrationOf } from '../known-access.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopAccount } from '../shop-accounts.ts';

/** An integration of a shop, and a credential of Adobe's identity service. Both may read the same orders. */
export interface AdobeCommerceAccount extends ShopAccount {
  integration: Integration;
  client: ImsClient;
  /** Sales → Orders → View. */
  viewOrders: boolean;
  /** Those that were used. */
  nonces: Set<string>;
  /** Access token → until when it's valid, epoch ms. */
  tokens: Map<string, number>;
}

export const adobeCommerceAccount = (shop: SandboxShop): AdobeCommerceAccount => ({
  shop,
  integration: adobeIntegrationOf(shop.options.id),
  client: adobeImsClientOf(shop.options.id),
  viewOrders: true,
  revoked: false,
  nonces: new Set(),
  tokens: new Map(),
});
