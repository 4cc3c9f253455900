import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import type { CallAdmin } from '../../admin/call.ts';
import { foreignCredential } from '../../admin/foreign-credential.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import { utcInstant } from '../../fields.ts';
import type { RawWebhook, ReadSettings } from '../../platform.ts';
import { wixObject } from '../names.ts';
import type { WixApp } from './access-token.ts';
import { listWixOrders } from './list.ts';
import { parseAnswer, wixRest, type Rest } from './rest.ts';
import { paidTimesOf } from './transactions.ts';

/**
 * Wix's eCommerce API. The token is for one site, so the credential must be for the site of the settings.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/introduction
 */
export function wixAdmin(
  call: CallAdmin,
  app: WixApp,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const rest = ofSite(wixRest(call, app, now), app, settings);
  return {
    list: (span, after) => listWixOrders(rest, span, after),
    paidTimes: (orderIds) => paidTimesOf(rest, orderIds),
    fetch: (orderId, changedAt) => fetchOrder(rest, orderId, changedAt),
    access: () => access(rest, app),
    // An app's webhooks are made in its dashboard, and no API shows them.
    subscriptions: async () => [],
    subscribe: async () => {
      throw new AdminRefusal('scope', "Wix lets nobody create an app's webhooks but in the app's dashboard");
    },
    topics: [],
    undoesReversals: false,
  };
}

/** @throws AdminRefusal `no-credential` for each call, if the credential is for another site than the settings */
function ofSite(rest: Rest, { instanceId }: WixApp, settings: ReadSettings | undefined): Rest {
  const site = settings?.platformShopId;
  if (site === undefined || site.toLowerCase() === instanceId.toLowerCase()) return rest;
  return foreignCredential({ site: 'site', id: 'instance ID' });
}

const Fetched = z.object({ order: wixObject({ id: z.string(), updatedDate: utcInstant.nullish().catch(undefined) }) });
const Paid = z.object({ orderTransactions: z.looseObject({}) });

/**
 * The order with its payments, which the reader reads as such.
 * @throws AdminRefusal `unavailable` for another order, `outdated` for an older state of it, `version` if it isn't there because the API isn't
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/get-order
 */
async function fetchOrder(rest: Rest, orderId: string, listedAt: string | undefined): Promise<RawWebhook | undefined> {
  const path = encodeURIComponent(orderId);
  const answer = await rest({ method: 'GET', path: `/orders/${path}` });
  if (answer === undefined) {
    // An API that has moved gives the same answer. No order must be lost as "gone" because of that.
    await searchNothing(rest);
    return undefined;
  }
  const { order: found } = parseAnswer(Fetched, answer);
  if (found.id !== orderId) throw new AdminRefusal('unavailable', 'expected an order from Wix, found another one');
  refuseOlder(found.updatedDate ?? undefined, listedAt);
  const payments = await rest({ method: 'GET', path: `/payments/orders/${path}` });
  const { orderTransactions } = parseAnswer(Paid, payments);
  const { order } = z.object({ order: z.unknown() }).parse(jsonOrUndefined(answer.body));
  return { headers: {}, url: '', body: Buffer.from(JSON.stringify({ order, orderTransactions })) };
}

/** Lists the orders of a millisecond of 1970. @throws AdminRefusal if the API doesn't answer as documented */
const searchNothing = (rest: Rest): Promise<unknown> => listWixOrders(rest, { fromMs: 0, untilMs: 1 }, undefined);

/** Wix doesn't say what an app may do. It shows when the app lists orders and their payments. */
async function access(rest: Rest, { instanceId }: WixApp): Promise<Access> {
  const shop = `the site with the app's instance ID ${instanceId}`;
  try {
    await searchNothing(rest);
    return { missingScopes: [], limits: [], shop };
  } catch (error) {
    if (error instanceof AdminRefusal && error.kind === 'scope')
      return { missingScopes: ['Read Orders'], limits: [], shop };
    throw error;
  }
}
