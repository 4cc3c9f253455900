import type { IncomingHttpHeaders } from 'node:http';
import { ShopId } from '../../lib/order/order.ts';

/*
 * The credentials of the local stack's shops. They aren't secret: the sandboxes listen on this machine only, and hold fictitious orders.
 */

/** The Admin API access token of a local Shopify shop. */
export const shopifyTokenOf = (shop: string): string => `shpat_local_${shop}`;

/** The REST API key of a local WooCommerce shop. */
export const wooCommerceKeyOf = (shop: string): { consumerKey: string; consumerSecret: string } => ({
  consumerKey: `ck_local_${shop}`,
  consumerSecret: `cs_local_${shop}`,
});

/** The local shop whose credential a call has; `undefined`: it has none. */
export function localShopOf({
  authorization = '',
  'x-shopify-access-token': token,
}: IncomingHttpHeaders): string | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
  const [key = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  const [, id] = /^(?:shpat|ck)_local_(.+)$/.exec(typeof token === 'string' ? token : key) ?? [];
  return ShopId.safeParse(id).data;
}
