import * as z from 'zod';
import type { Access } from '../../admin/platform-admin.ts';
import type { Query } from './graphql.ts';

export const Scopes = z.object({ accessScopes: z.array(z.object({ handle: z.string() })) });

/** `write_orders` includes `read_orders`. @see https://shopify.dev/docs/api/usage/access-scopes */
const has = ({ accessScopes }: z.infer<typeof Scopes>, name: string): boolean =>
  accessScopes.some(({ handle }) => handle === `read_${name}` || handle === `write_${name}`);

/**
 * Orders name their customer only to apps with `read_customers`, and customers are part of what an order says. Without `read_products`,
 * Shopify refuses every order whose lines have a product.
 */
export const missingScopes = (scopes: z.infer<typeof Scopes>): string[] =>
  ['orders', 'customers', 'products'].filter((name) => !has(scopes, name)).map((name) => `read_${name}`);

const Answer = z.object({ shop: z.object({ myshopifyDomain: z.string() }), currentAppInstallation: Scopes });

const query = `query { shop { myshopifyDomain } currentAppInstallation { accessScopes { handle } } }`;

/** What the app may do in the shop. */
export async function shopifyAccess(ask: Query): Promise<Access> {
  const { shop, currentAppInstallation } = await ask(Answer, query);
  const seesAll = currentAppInstallation.accessScopes.some(({ handle }) => handle === 'read_all_orders');
  return {
    missingScopes: missingScopes(currentAppInstallation),
    limits: seesAll
      ? []
      : ['it lists orders of the last 60 days only; older ones need read_all_orders, which Shopify has to approve'],
    shop: shop.myshopifyDomain,
  };
}
