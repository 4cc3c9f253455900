import { jsonOrUndefined } from '../../../json.ts';
import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import type { RawWebhook } from '../../platform.ts';
import { SearchResult } from '../envelope.ts';
import { changedAtOf, ShopwareStatus } from '../order.ts';
import { MissingPrivileges, parseFound, shopwareSearch, type Search, type ShopwareClient } from './api.ts';
import { listShopwareOrders } from './list.ts';
import * as z from 'zod';

/** Shopware's Admin API, with the credential that the app got when it registered, or an integration's. */
export function shopwareAdmin(call: CallAdmin, client: ShopwareClient, now: () => number): PlatformAdmin {
  const search = shopwareSearch(call, client, now);
  return {
    list: (span, after) => listShopwareOrders(search, span, after),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchOrder(search, orderId, changedAt),
    access: () => access(search),
    // An app's webhooks are in its manifest, and the API doesn't show whether the shop still has them.
    subscriptions: async () => [],
    subscribe: () => Promise.reject(new AdminRefusal('scope', inManifest)),
    topics: [],
    undoesReversals: true,
  };
}

/** Webhooks that are created through the API belong to no app, so Shopware doesn't sign them. */
const inManifest = "an app's webhooks are in its manifest, and can't be created through the API";

const state = { stateMachineState: {} };
/** What a webhook contains of an order, and the states that it leaves out. */
const whole = {
  ...state,
  currency: {},
  language: { associations: { locale: {} } },
  orderCustomer: {},
  lineItems: {},
  tags: {},
  transactions: {
    associations: { ...state, paymentMethod: {}, captures: { associations: { refunds: { associations: state } } } },
  },
};

/** @throws AdminRefusal `unavailable` for anything but this order: in the quarantine, nobody could read it again */
async function fetchOrder(
  search: Search,
  orderId: string,
  listedAt: string | undefined,
): Promise<RawWebhook | undefined> {
  const answer = await search('order', { ids: [orderId], limit: 1, associations: whole });
  const orders = parseFound(z.unknown(), answer);
  if (orders.length === 0) return undefined;
  const fetched = ShopwareStatus.safeParse(SearchResult.safeParse(jsonOrUndefined(answer.body)).data?.data[0]).data;
  if (fetched?.id !== orderId) throw new AdminRefusal('unavailable', 'expected an order from Shopware, found another');
  refuseOlder(changedAtOf(fetched), listedAt);
  // The reader knows the search's answer. Its amounts stay as Shopware wrote them.
  return { headers: {}, url: '', body: Buffer.from(answer.body) };
}

/** Shopware says which privileges are missing when a search needs them. */
async function access(search: Search): Promise<Access> {
  try {
    await search('order', { limit: 1, associations: whole, includes: { order: ['id'] } });
    await search('order-transaction', { limit: 1, includes: { order_transaction: ['id'] } });
    return { missingScopes: [], limits: [], shop: undefined };
  } catch (error) {
    if (error instanceof MissingPrivileges) return { missingScopes: error.privileges, limits: [], shop: undefined };
    throw error;
  }
}
