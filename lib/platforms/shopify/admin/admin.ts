import type { CallAdmin } from '../../admin/call.ts';
import type { PlatformAdmin } from '../../admin/platform-admin.ts';
import { shopifyAccess } from './access.ts';
import { shopifyQuery, type Query } from './graphql.ts';
import { listShopifyOrders } from './list.ts';
import { fetchShopifyOrder } from './order.ts';
import { shopifyPaidTimes } from './paid-times.ts';
import { shopifySubscriptions, shopifyTopicsNeeded, subscribeShopify } from './webhooks.ts';

/** Shopify's Admin GraphQL API. */
export function shopifyAdmin(call: CallAdmin, accessToken: string, now: () => number): PlatformAdmin {
  const ask: Query = shopifyQuery(call, accessToken, now);
  return {
    list: (span, after) => listShopifyOrders(ask, span, after),
    paidTimes: (orderIds) => shopifyPaidTimes(ask, orderIds),
    fetch: (orderId) => fetchShopifyOrder(ask, orderId),
    access: () => shopifyAccess(ask),
    subscriptions: () => shopifySubscriptions(ask),
    subscribe: (topic, url) => subscribeShopify(ask, topic, url),
    topics: shopifyTopicsNeeded,
    undoesReversals: false,
  };
}
