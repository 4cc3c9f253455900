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
