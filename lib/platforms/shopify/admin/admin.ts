import type { CallAdmin } from '../../admin/call.ts';
import type { PlatformAdmin } from '../../admin/platform-admin.ts';
import { shopifyAccess } from './access.ts';
import { grantedToken, type ShopifyClient } from './access-token.ts';
import { shopifyQuery, type Query } from './graphql.ts';
import { listShopifyOrders } from './list.ts';
import { fetchShopifyOrder } from './order.ts';
import { shopifyPaidTimes } from './paid-times.ts';
import { shopifySubscriptions, shopifyTopicsNeeded, subscribeShopify } from './webhooks.ts';

/** Shopify's Admin GraphQL API. @param credential a lasting token, or an app that gets one */
export function shopifyAdmin(call: CallAdmin, credential: string | ShopifyClient, now: () => number): PlatformAdmin {
  const token = typeof credential === 'string' ? credential : grantedToken(call, credential, now);
  const ask: Query = shopifyQuery(call, token, now);
  return {
    list: (span, after) => listShopifyOrders(ask, span, after),
    paidTimes: (orderIds) => shopifyPaidTimes(ask, orderIds),
    fetch: (orderId, changedAt) => fetchShopifyOrder(ask, orderId, changedAt),
    access: () => shopifyAccess(ask),
    subscriptions: () => shopifySubscriptions(ask),
    subscribe: (topic, url) => subscribeShopify(ask, topic, url),
    topics: shopifyTopicsNeeded,
    undoesReversals: false,
  };
}
