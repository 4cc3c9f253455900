import * as z from 'zod';
import type { Access } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
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

/** Fields that Shopify shows only to apps which it has approved for protected customer data, and other apps an error. */
const protectedQuery = `query {
  orders(first: 1, sortKey: CREATED_AT, reverse: true) { nodes { email customer { firstName defaultEmailAddress { emailAddress } } } }
}`;

const protectedData = 'access to protected customer data (name, e-mail address)';

/**
 * What the app may do in the shop. It reads the newest order's customer, because nothing else shows whether it may.
 * @see https://shopify.dev/docs/apps/launch/protected-customer-data
 */
export async function shopifyAccess(ask: Query): Promise<Access> {
  const { shop, currentAppInstallation } = await ask(Answer, query);
  const missing = missingScopes(currentAppInstallation);
  const seesAll = currentAppInstallation.accessScopes.some(({ handle }) => handle === 'read_all_orders');
  return {
    missingScopes: missing.length > 0 || (await seesCustomers(ask)) ? missing : [protectedData],
    limits: seesAll
      ? []
      : ['it lists orders of the last 60 days only; older ones need read_all_orders, which Shopify has to approve'],
    shop: shop.myshopifyDomain,
  };
}

async function seesCustomers(ask: Query): Promise<boolean> {
  try {
    await ask(z.unknown(), protectedQuery);
    return true;
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope') return false;
    throw error;
  }
}
