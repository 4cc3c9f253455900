import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import { numericId } from '../../fields.ts';
import type { RawWebhook } from '../../platform.ts';
import { maybeChangedAt } from '../fields.ts';
import { listCommerceOrders } from './list.ts';
import { commerceRest, type CommerceCredential, type Rest } from './rest.ts';

/** Commerce's REST API, with a credential that may read orders. */
export function adobeCommerceAdmin(call: CallAdmin, credential: CommerceCredential, now: () => number): PlatformAdmin {
  const rest = commerceRest(call, credential, now);
  return {
    list: (span, after) => listCommerceOrders(rest, span, after),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchOrder(rest, orderId, changedAt),
    access: () => access(rest),
    // Commerce's API doesn't know to whom Adobe delivers its events.
    subscriptions: async () => [],
    subscribe: () =>
      Promise.reject(new AdminRefusal('scope', 'events are registered in the Adobe Developer Console, by a person')),
    topics: [],
    // A canceled or closed order stays so.
    undoesReversals: false,
  };
}

const Fetched = z.object({ entity_id: numericId, updated_at: maybeChangedAt.optional().catch(undefined) });

/**
 * The order as the API gives it, which the reader reads as such.
 * @throws AdminRefusal `unavailable` for anything but this order: in the quarantine, nobody could read it again
 */
async function fetchOrder(rest: Rest, orderId: string, listedAt: string | undefined): Promise<RawWebhook | undefined> {
  const answer = await rest(`/orders/${encodeURIComponent(orderId)}`, []);
  if (answer === undefined) return undefined;
  const fetched = Fetched.safeParse(jsonOrUndefined(answer.body)).data;
  if (fetched?.entity_id !== orderId)
    throw new AdminRefusal('unavailable', 'expected an order from Commerce, found something else');
  refuseOlder(fetched.updated_at, listedAt);
  return { headers: {}, url: '', body: Buffer.from(answer.body) };
}

/** The permission by its name in Commerce's code. */
const viewOrders = 'Magento_Sales::actions_view';

/** Commerce says which permission is missing only when something needs it. */
async function access(rest: Rest): Promise<Access> {
  const one: [string, string][] = [
    ['searchCriteria[pageSize]', '1'],
    ['fields', 'items[entity_id]'],
  ];
  try {
    await rest('/orders', one);
    return { missingScopes: [], limits: [], shop: undefined };
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope')
      return { missingScopes: [viewOrders], limits: [], shop: undefined };
    throw error;
  }
}
