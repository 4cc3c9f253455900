import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import { numericId } from '../../fields.ts';
import type { RawWebhook, ReadSettings } from '../../platform.ts';
import { ChangedAt } from '../dates.ts';
import { listWooCommerceOrders } from './list.ts';
import { wooCommerceRest, type Rest, type WooCommerceKey } from './rest.ts';
import { subscribeWooCommerce, wooCommerceSubscriptions, wooCommerceTopicsNeeded } from './webhooks.ts';

/** WooCommerce's REST API. @param settings which of the shop's statuses mean "paid" */
export function wooCommerceAdmin(
  call: CallAdmin,
  key: WooCommerceKey,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const rest = wooCommerceRest(call, key, now);
  return {
    list: (span, after) => listWooCommerceOrders(rest, 'any', span, after, settings),
    listTrash: (span, after) => listWooCommerceOrders(rest, 'trash', span, after, settings),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchOrder(rest, orderId, changedAt),
    access: () => access(rest),
    subscriptions: () => wooCommerceSubscriptions(rest),
    subscribe: (topic, url, secret) => subscribeWooCommerce(rest, topic, url, secret),
    topics: wooCommerceTopicsNeeded,
    undoesReversals: true,
  };
}

const Fetched = z.object({ id: numericId, date_modified_gmt: ChangedAt });

/**
 * WooCommerce's webhooks have the same body as this answer.
 * @throws AdminRefusal `unavailable` for anything but this order. In the quarantine, nobody could read it again, and the order would be lost.
 */
async function fetchOrder(rest: Rest, orderId: string, listedAt: string | undefined): Promise<RawWebhook | undefined> {
  const answer = await rest({ method: 'GET', path: `/orders/${encodeURIComponent(orderId)}` });
  if (answer === undefined) return undefined;
  const fetched = Fetched.safeParse(jsonOrUndefined(answer.body)).data;
  if (fetched?.id !== orderId) {
    throw new AdminRefusal(
      'unavailable',
      'expected an order from WooCommerce, found something else: a plugin or a firewall may alter it',
    );
  }
  refuseOlder(fetched.date_modified_gmt, listedAt);
  return { headers: { 'x-wc-webhook-topic': 'order.updated' }, url: '', body: Buffer.from(answer.body) };
}

/** WooCommerce doesn't say what a key may do. It shows when the key lists one order. */
async function access(rest: Rest): Promise<Access> {
  try {
    await rest({ method: 'GET', path: '/orders?per_page=1&_fields=id' });
    return { missingScopes: [], limits: [], shop: undefined };
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope')
      return { missingScopes: ['Read'], limits: [], shop: undefined };
    throw error;
  }
}
