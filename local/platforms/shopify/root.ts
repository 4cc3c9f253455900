import { totalsOf } from '../amounts.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { type Connection, connectionOf, mapped, type PageArguments } from './connection.ts';
import { accessDenied, shopifyError } from './errors.ts';
import { shopifyShopId } from './order-body.ts';
import { type OrderAccess, orderObject, refundObject } from './order-object.ts';
import { deleteMetafields, setMetafields } from './metafields.ts';
import { parseSearch, type SearchWarning, UnsupportedSearch } from './search.ts';
import {
  createSubscription,
  deleteSubscription,
  subscriptionObject,
  subscriptionsConnection,
} from './webhook-objects.ts';
import type { ShopOrder } from '../shop-order.ts';
import { gidOf } from './values.ts';

/** Who calls, with what they may do. */
export interface ShopifyAccess extends OrderAccess {
  shop: SandboxShop;
}

/** What a query's searches had problems with: `extensions.search`. */
export interface SearchReport {
  path: string[];
  query: string;
  warnings: SearchWarning[];
}

interface OrdersArguments extends PageArguments {
  sortKey: string;
  query?: string | null;
  savedSearchId?: string | null;
}

type OrdersPage = Connection<ReturnType<typeof orderObject>>;

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, OrdersPage>();

const sixtyDaysMs = 60 * 24 * 3_600_000;

/** The resolvers of queries and mutations. @param reports gets the problems of searches */
export function rootObject(access: ShopifyAccess, reports: SearchReport[]) {
  const { shop, scopes } = access;
  const { options, hooks } = shop;
  const isVisible = ({ createdAtMs }: ShopOrder) =>
    scopes.has('read_all_orders') || createdAtMs >= options.now() - sixtyDaysMs;
  const requireOrders = (field: string) => {
    if (!scopes.has('read_orders') && !scopes.has('write_orders')) throw accessDenied(field, 'read_orders');
  };
  const shopObject = {
    __typename: 'Shop',
    id: gidOf('Shop', shopifyShopId(shop.options)),
    name: options.id,
    myshopifyDomain: options.domain,
    currencyCode: options.currency,
    ianaTimezone: 'Etc/UTC',
    timezoneOffset: '+0000',
  };

  function orders(args: OrdersArguments): OrdersPage {
    requireOrders('orders');
    const isFollowing = (args.after ?? args.before) !== undefined && (args.after ?? args.before) !== null;
    if (isFollowing) hooks.betweenPages?.();
    const repeated = lastPages.get(shop);
    if (isFollowing && shop.faults.repeatPages > 0 && repeated !== undefined) {
      shop.faults.repeatPages -= 1;
      return repeated;
    }
    if (args.savedSearchId) throw shopifyError('BAD_REQUEST', "the sandbox doesn't know saved searches");
    const search = searched(args.query ?? '', shop, reports);
    const found = shop.orders.filter((order) => !order.trashed && isVisible(order) && search.matches(order));
    const value = sortBy(args.sortKey);
    const sorted = connectionOf(found, args, { name: args.sortKey, value, id: ({ id }) => BigInt(id) });
    const page = mapped(sorted, (order) => orderObject(order, access));
    lastPages.set(shop, page);
    return page;
  }

  function byId(id: string, field: string): object | null {
    const [, type, number = ''] = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)$/.exec(id) ?? [];
    if (type === undefined) throw shopifyError('BAD_REQUEST', `Invalid global id '${id}'`);
    if (type === 'Shop') return shopObject.id === id ? shopObject : null;
    if (type === 'WebhookSubscription') {
      const found = shop.outbox.subscriptions.find((one) => one.id === number);
      return found === undefined ? null : subscriptionObject(found);
    }
    if (type === 'Refund') {
      requireOrders(field);
      const order = shop.orders.find(({ refunds }) => refunds.some((refund) => refund.id === number));
      const refund = order?.refunds.find((one) => one.id === number);
      if (order === undefined || refund === undefined || !isVisible(order)) return null;
      return { ...refundObject(order, refund), order: orderObject(order, access) };
    }
    if (type !== 'Order') return null;
    requireOrders(field);
    hooks.beforeFetch?.(number);
    const order = shop.order(number);
    return order === undefined || !isVisible(order) ? null : orderObject(order, access);
  }
  /** The shop with the orders that the app may write. */
  const writable = (field: string) => {
    if (!scopes.has('write_orders')) throw accessDenied(field, 'write_orders');
    const order = (id: string) => {
      const found = shop.order(id);
      return found !== undefined && isVisible(found) ? found : undefined;
    };
    return { shop, order };
  };
  const ofType = (type: string, id: string, field: string) => (id.includes(`/${type}/`) ? byId(id, field) : null);

  return {
    currentAppInstallation: {
      __typename: 'AppInstallation',
      id: gidOf('AppInstallation', '1'),
      accessScopes: [...scopes].map((handle) => ({ handle, description: handle })),
    },
    shop: shopObject,
    orders,
    order: ({ id }: { id: string }) => ofType('Order', id, 'order'),
    node: ({ id }: { id: string }) => byId(id, 'node'),
    nodes: ({ ids }: { ids: string[] }) => {
      if (ids.length > 250)
        throw shopifyError('BAD_REQUEST', 'The input array size is greater than the maximum of 250');
      return ids.map((id) => byId(id, 'nodes'));
    },
    webhookSubscription: ({ id }: { id: string }) => ofType('WebhookSubscription', id, 'webhookSubscription'),
    webhookSubscriptions: (args: Parameters<typeof subscriptionsConnection>[1]) => subscriptionsConnection(shop, args),
    webhookSubscriptionCreate: (args: Parameters<typeof createSubscription>[2]) =>
      createSubscription(shop, scopes, args),
    metafieldsSet: (args: Parameters<typeof setMetafields>[1]) => setMetafields(writable('metafieldsSet'), args),
    metafieldsDelete: (args: Parameters<typeof deleteMetafields>[1]) =>
      deleteMetafields(writable('metafieldsDelete'), args),
    webhookSubscriptionDelete: ({ id }: { id: string }) => deleteSubscription(shop, id),
  };
}

/** @throws GraphQLError for what the sandbox doesn't know */
function searched(query: string, shop: SandboxShop, reports: SearchReport[]) {
  try {
    const search = parseSearch(query, shop.options.utcOffsetMinutes);
    if (search.warnings.length > 0) reports.push({ path: ['orders'], query, warnings: search.warnings });
    return search;
  } catch (error) {
    if (error instanceof UnsupportedSearch) throw shopifyError('BAD_REQUEST', error.message);
    throw error;
  }
}

const seconds = (atMs: number): number => Math.floor(atMs / 1000);

/** Shopify stores whole seconds, so orders that changed in the same second are sorted by ID. */
function sortBy(key: string): (order: ShopOrder) => number {
  switch (key) {
    case 'UPDATED_AT':
      return ({ updatedAtMs }) => seconds(updatedAtMs);
    case 'CREATED_AT':
      return ({ createdAtMs }) => seconds(createdAtMs);
    case 'PROCESSED_AT':
      return ({ processedAtMs }) => seconds(processedAtMs);
    case 'TOTAL_PRICE':
      return (order) => Math.round(Number(totalsOf(order).total.shop) * 100);
    case 'ID':
    case 'ORDER_NUMBER':
      return () => 0;
    default:
      throw shopifyError('BAD_REQUEST', `the sandbox can't sort by ${key}`);
  }
}
