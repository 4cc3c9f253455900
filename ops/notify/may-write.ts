import * as z from 'zod';
import { callAdmin } from '../../lib/platforms/admin/call.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import { Scopes } from '../../lib/platforms/shopify/admin/access.ts';
import { grantedToken } from '../../lib/platforms/shopify/admin/access-token.ts';
import { shopifyQuery } from '../../lib/platforms/shopify/admin/graphql.ts';
import { wooCommerceRest } from '../../lib/platforms/woocommerce/admin/rest.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';

/** Whether a credential may change orders. `shop`: what the platform calls its shop. `why` is for a person. */
export type MayWrite = { may: true; shop: string | undefined } | { may: false; why: string };

/** A person waits. */
const callTimeoutMs = 20_000;

/** Finds out whether a credential may change orders, without changing any. */
export async function mayWrite(secret: PlatformSecret): Promise<MayWrite> {
  const call = callAdmin(secret.url, callTimeoutMs);
  try {
    switch (secret.platform) {
      case 'shopify': {
        const token = 'accessToken' in secret ? secret.accessToken : grantedToken(call, secret, Date.now);
        return await shopifyMayWrite(shopifyQuery(call, token, Date.now));
      }
      case 'woocommerce':
        // An empty batch changes nothing, and is refused like one that would. No list of permissions can be asked for.
        await wooCommerceRest(call, secret, Date.now)({ method: 'POST', path: '/orders/batch', body: '{}' });
        return { may: true, shop: undefined };
      default:
        return { may: false, why: `no target needs a credential of ${secret.platform}` };
    }
  } catch (error) {
    if (error instanceof AdminRefusal) return { may: false, why: error.message };
    throw error;
  }
}

const Access = z.object({ shop: z.object({ myshopifyDomain: z.string() }), currentAppInstallation: Scopes });

async function shopifyMayWrite(ask: ReturnType<typeof shopifyQuery>): Promise<MayWrite> {
  const { shop, currentAppInstallation } = await ask(
    Access,
    'query { shop { myshopifyDomain } currentAppInstallation { accessScopes { handle } } }',
  );
  return currentAppInstallation.accessScopes.some(({ handle }) => handle === 'write_orders')
    ? { may: true, shop: shop.myshopifyDomain }
    : { may: false, why: 'the app lacks write_orders' };
}
