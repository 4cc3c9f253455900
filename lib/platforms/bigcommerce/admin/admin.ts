import * as z from 'zod';
import { losslessJsonOrUndefined, parsePayload } from '../../payload.ts';
import type { CallAdmin } from '../../admin/call.ts';
import { foreignCredential } from '../../admin/foreign-credential.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import { UnreadableWebhook, type RawWebhook, type ReadSettings } from '../../platform.ts';
import { BigCommerceStatus } from '../order.ts';
import { needsRefunds } from '../payment.ts';
import { listBigCommerceOrders } from './list.ts';
import { refundsInAll } from './refunds.ts';
import { bigCommerceRest, parseAnswer, type BigCommerceAccount, type Rest } from './rest.ts';
import { bigCommerceHooks, bigCommerceScopesNeeded, subscribeToBigCommerce } from './webhooks.ts';

/** BigCommerce's orders API. The token is for one store, so the credential must be for the store of the settings. */
export function bigCommerceAdmin(
  call: CallAdmin,
  account: BigCommerceAccount,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const rest = ofStore(bigCommerceRest(call, account, now), account, settings);
  return {
    list: (span, after) => listBigCommerceOrders(rest, span, after),
    paidTimes: async () => new Map(),
    fetch: (orderId, changedAt) => fetchOrder(rest, orderId, changedAt),
    access: () => access(rest, account),
    subscriptions: () => bigCommerceHooks(rest),
    subscribe: (scope, url) => subscribeToBigCommerce(rest, scope, url),
    topics: bigCommerceScopesNeeded,
    undoesReversals: true,
  };
}

/** @throws AdminRefusal `no-credential` for each call, if the credential is for another store than the settings */
function ofStore(rest: Rest, { storeHash }: BigCommerceAccount, settings: ReadSettings | undefined): Rest {
  const store = settings?.platformShopId;
  if (store === undefined || store === storeHash) return rest;
  return foreignCredential({ site: 'store', id: 'store hash' });
}

/** Without it, an order contains a link to its lines. */
const withLines = new URLSearchParams({ include: 'consignments.line_items', consignment_structure: 'object' });

/** An order that can't be read is quarantined by whoever reads it. Here, it only has to be the right one. */
const Fetched = BigCommerceStatus.pick({ id: true, date_modified: true });

/**
 * The order with its refunds, which the reader reads as such.
 * @throws AdminRefusal `unavailable` for another order, `outdated` for an older state of it, `version` if it isn't there because the API isn't
 * @see https://developer.bigcommerce.com/docs/rest-management/orders#get-an-order
 */
async function fetchOrder(rest: Rest, orderId: string, listedAt: string | undefined): Promise<RawWebhook | undefined> {
  const path = encodeURIComponent(orderId);
  const answer = await rest({ method: 'GET', path: `/v2/orders/${path}?${withLines.toString()}` });
  if (answer === undefined) {
    // An API that has moved gives the same answer. No order must be lost as "gone" because of that.
    await listNothing(rest);
    return undefined;
  }
  const order = losslessJsonOrUndefined(Buffer.from(answer.body));
  const found = Fetched.safeParse(order).data;
  if (found?.id !== orderId)
    throw new AdminRefusal('unavailable', 'expected an order from BigCommerce, found something else');
  refuseOlder(found.date_modified, listedAt);
  const refunds = mayHaveRefunds(order) ? await refundsOf(rest, path) : undefined;
  // The answers are kept as they are: parsing would round long IDs.
  const body = refunds === undefined ? answer.body : `{"order":${answer.body},"refunds":${refunds}}`;
  return { headers: {}, url: '', body: Buffer.from(body) };
}

/** Of an order that this version can't read, a later one will want to know them. */
function mayHaveRefunds(order: unknown): boolean {
  try {
    return needsRefunds(parsePayload(BigCommerceStatus, order));
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    return true;
  }
}

/**
 * Nobody documents what this says of an order that is archived, or was never paid by BigCommerce. If it's "no such thing", the list of all orders'
 * refunds knows, and proves that the API is there.
 * @returns JSON
 */
async function refundsOf(rest: Rest, orderId: string): Promise<string> {
  const answer = await rest({ method: 'GET', path: `/v3/orders/${orderId}/payment_actions/refunds` });
  if (answer === undefined) return JSON.stringify({ data: await refundsInAll(rest, orderId) });
  if (answer.status === 204) return '{"data":[]}';
  parseAnswer(z.object({ data: z.array(z.unknown()) }), answer);
  return answer.body;
}

/** Lists the orders of a second of 1970. @throws AdminRefusal if the API doesn't answer as documented */
const listNothing = (rest: Rest): Promise<unknown> => listBigCommerceOrders(rest, { fromMs: 0, untilMs: 1 }, undefined);

/** BigCommerce doesn't say what an account may do. It shows when the account lists orders. */
async function access(rest: Rest, { storeHash }: BigCommerceAccount): Promise<Access> {
  const shop = `the store ${storeHash}`;
  try {
    await listNothing(rest);
    return { missingScopes: [], limits: [], shop };
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope')
      return { missingScopes: ['Orders: read-only'], limits: [], shop };
    throw error;
  }
}
