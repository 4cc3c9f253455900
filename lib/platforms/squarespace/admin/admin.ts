import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import type { CallAdmin } from '../../admin/call.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import type { RawWebhook } from '../../platform.ts';
import { Earliest } from '../dates.ts';
import { listSquarespaceOrders } from './list.ts';
import { parseAnswer, squarespaceRest, type Rest } from './rest.ts';
import { squarespaceSubscriptions, squarespaceTopicsNeeded } from './webhooks.ts';

/**
 * Squarespace's Commerce APIs.
 * @param apiKey with the permission Orders: Read Only. API keys don't expire; OAuth tokens do after half an hour.
 */
export function squarespaceAdmin(call: CallAdmin, apiKey: string, now: () => number): PlatformAdmin {
  const rest = squarespaceRest(call, apiKey, now);
  return {
    list: (span, after) => listSquarespaceOrders(rest, span, after),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchOrder(rest, orderId, changedAt, now),
    access: () => access(rest, now),
    subscriptions: () => squarespaceSubscriptions(rest),
    subscribe: async () => {
      throw new AdminRefusal('scope', 'Squarespace lets only an OAuth token create webhooks, not an API key');
    },
    topics: squarespaceTopicsNeeded,
    undoesReversals: false,
  };
}

const Fetched = z.object({ id: z.string(), modifiedOn: Earliest.optional().catch(undefined) });

/** Squarespace refuses any other ID as invalid, as that of a test notification may be. */
const mayExist = (orderId: string): boolean => /^[0-9a-f]{24}$/i.test(orderId);

/**
 * The order as the API gives it, which the reader reads as such.
 * @throws AdminRefusal `unavailable` for anything but this order, `version` if it isn't there because the API isn't
 * @see https://developers.squarespace.com/commerce-apis/retrieve-specific-order
 */
async function fetchOrder(
  rest: Rest,
  orderId: string,
  listedAt: string | undefined,
  now: () => number,
): Promise<RawWebhook | undefined> {
  if (!mayExist(orderId)) return undefined;
  const answer = await rest({ method: 'GET', path: `/commerce/orders/${orderId}` });
  if (answer === undefined) {
    // A version that no longer exists gives the same answer. No order must be lost as "gone" because of that.
    await listNothing(rest, now());
    return undefined;
  }
  const fetched = Fetched.safeParse(jsonOrUndefined(answer.body)).data;
  if (fetched?.id !== orderId)
    throw new AdminRefusal('unavailable', 'expected an order from Squarespace, found something else');
  refuseOlder(fetched.modifiedOn, listedAt);
  return { headers: {}, url: '', body: Buffer.from(answer.body) };
}

/** Lists the orders of the last millisecond: any key that may read orders can. @throws AdminRefusal if the API doesn't answer as documented */
async function listNothing(rest: Rest, nowMs: number): Promise<void> {
  await listSquarespaceOrders(rest, { fromMs: nowMs - 1, untilMs: nowMs }, undefined);
}

const Website = z.object({ id: z.string() });

/**
 * The site that the key belongs to, and whether the key may read orders.
 * @see https://developers.squarespace.com/commerce-apis/retrieve-basic-site-info
 */
async function access(rest: Rest, now: () => number): Promise<Access> {
  const { id } = parseAnswer(Website, await rest({ method: 'GET', path: '/authorization/website' }));
  try {
    await listNothing(rest, now());
    return { missingScopes: [], limits: [], shop: `the site ${id}` };
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope')
      return { missingScopes: ['Orders: Read Only'], limits: [], shop: `the site ${id}` };
    throw error;
  }
}
