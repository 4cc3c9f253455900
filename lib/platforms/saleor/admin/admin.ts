import * as z from 'zod';
import type { CallAdmin } from '../../admin/call.ts';
import { foreignCredential } from '../../admin/foreign-credential.ts';
import type { Access, PlatformAdmin } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { refuseOlder } from '../../admin/refuse-older.ts';
import { utcInstant } from '../../fields.ts';
import type { RawWebhook, ReadSettings } from '../../platform.ts';
import { saleorOrderQuery, saleorTopics } from '../query.ts';
import { saleorQuery, unknownToken, type Query } from './graphql.ts';
import { listSaleorOrders } from './list.ts';
import { saleorSubscriptions, subscribeSaleor } from './webhooks.ts';

/** The token of an app, and the address of the shop that it belongs to. */
interface SaleorCredential {
  url: string;
  appToken: string;
}

/**
 * A shop's GraphQL API. The credential must be for the shop of the settings: orders of another one must not be thanked as this one's.
 * @see https://docs.saleor.io/api-reference
 */
export function saleorAdmin(
  call: CallAdmin,
  credential: SaleorCredential,
  now: () => number,
  settings: ReadSettings | undefined,
): PlatformAdmin {
  const ask = ofShop(saleorQuery(call, credential.appToken, now), credential, settings);
  const version = memoised(() => versionOf(ask));
  return {
    list: (span, after) => listSaleorOrders(ask, span, after),
    paidTimes: async () => new Map(),
    fetch: async (orderId, changedAt) => await fetchOrder(ask, await version(), orderId, changedAt),
    access: () => access(ask),
    subscriptions: () => saleorSubscriptions(ask),
    subscribe: async (topic, url) => await subscribeSaleor(ask, topic, url, await version()),
    topics: saleorTopics,
    // A chargeback or a refund may be paid again.
    undoesReversals: true,
  };
}

/** @throws AdminRefusal `no-credential` for each call, if the credential is for another shop than the settings */
function ofShop(ask: Query, { url }: SaleorCredential, settings: ReadSettings | undefined): Query {
  const domain = settings?.platformShopId;
  const { hostname } = new URL(url);
  // The local stack plays all shops at one address.
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (domain === undefined || isLocal || hostname === domain) return ask;
  return foreignCredential({ site: 'shop', id: 'address' });
}

/** Asks once. A failure isn't remembered, because calls are repeated. */
function memoised<Value>(get: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () =>
    (asked ??= get().catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
}

const Version = z.object({ shop: z.object({ version: z.string().max(40) }) });

const versionOf = async (ask: Query): Promise<string> =>
  (await ask(Version, 'query { shop { version } }')).shop.version;

const Fetched = z.object({
  order: z.looseObject({ id: z.string(), updatedAt: utcInstant.nullish().catch(undefined) }).nullable(),
});

/**
 * The order, which the reader reads as such, with the version that says what its gift cards mean.
 * @throws AdminRefusal `unavailable` for another order, `outdated` for an older state of it
 * @see https://docs.saleor.io/api-reference/orders/queries/order
 */
async function fetchOrder(
  ask: Query,
  version: string,
  orderId: string,
  listedAt: string | undefined,
): Promise<RawWebhook | undefined> {
  const { order } = await ask(Fetched, saleorOrderQuery(version), { id: orderId });
  if (order === null) return undefined;
  if (order.id !== orderId) throw new AdminRefusal('unavailable', 'expected an order from Saleor, found another one');
  refuseOlder(order.updatedAt ?? undefined, listedAt);
  return { headers: {}, url: '', body: Buffer.from(JSON.stringify({ version, order })) };
}

const Own = z.object({
  app: z.object({ permissions: z.array(z.object({ code: z.string() })).nullish() }).nullable(),
  shop: z.object({ domain: z.object({ host: z.string() }) }),
});

const needed = ['MANAGE_ORDERS'];

async function access(ask: Query): Promise<Access> {
  const { app, shop } = await ask(Own, 'query { app { permissions { code } } shop { domain { host } } }');
  if (app === null) throw unknownToken();
  const codes = new Set((app.permissions ?? []).map(({ code }) => code));
  return { missingScopes: needed.filter((code) => !codes.has(code)), limits: [], shop: shop.domain.host };
}
