import type { ShopAccount } from '../shop-accounts.ts';

/** A credential of a shop: an integration's, or an app's. */
export interface ShopwareAccount extends ShopAccount {
  clientId: string;
  clientSecret: string;
  /** `order:read` */
  privileges: ReadonlySet<string>;
}
