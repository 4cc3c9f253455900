import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import type { Ports } from '../../../functions/reconcile/ports.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import type { AdminAnswer, AdminRequest, CallAdmin } from '../../../lib/platforms/admin/call.ts';
import { patientAdmin } from '../../../lib/platforms/admin/patient.ts';
import { OrderEvent } from '../../../lib/order/event.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { adminOf } from '../../../lib/reconcile/admin-of.ts';
import { compareSlice } from '../../../lib/reconcile/compare-slice.ts';
import { listSlice } from '../../../lib/reconcile/list-slice.ts';
import { queueOrder } from '../../../lib/reconcile/queue-order.ts';
import type { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { Problem } from '../../../lib/reconcile/problem.ts';
import { ReconcileState } from '../../../lib/reconcile/state.ts';
import { switchReconciliation } from '../../../lib/reconcile/switch.ts';
import { orderTimes } from '../../../lib/silence/order-times.ts';
import { comparedReader } from '../../../lib/store/compared-reader.ts';
import { dueEntries } from '../../../lib/store/due.ts';
import { keys, problemPk, thankuSk } from '../../../lib/store/keys.ts';
import { rows } from '../../../lib/store/rows.ts';
import type { SandboxApi } from '../../../local/partners/sandbox-api.ts';
import { newSentSecret } from '../../../lib/senders/sent-secret.ts';
import { ShopRegistry } from '../../../local/platforms/shop-registry.ts';
import { shopifyAccount, shopifySandbox } from '../../../local/platforms/shopify/sandbox.ts';
import { stripeSandbox, type StripeAccount } from '../../../local/platforms/stripe/sandbox.ts';
import { wooCommerceSandbox } from '../../../local/platforms/woocommerce/sandbox.ts';
import { numbers } from '../../support/random.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import { startWorld } from '../thank-customer/world.ts';
import { calling, formats, platformShopIds, played, secretsOf, topics, type Platform } from './platforms.ts';

export type { Platform } from './platforms.ts';

export const minute = 60_000;
export const hour = 60 * minute;

interface Differs {
  settings?: Record<string, unknown>;
  thanku?: Record<string, unknown>;
  scopes?: readonly string[];
  permissions?: 'read' | 'write' | 'read_write';
  /** Stripe: permissions that the key lacks. */
  lacks?: readonly string[];
  seed?: number;
  secret?: PlatformSecret | undefined;
}

/** What stands between thankflow and the platform: a plugin, a proxy, or a connection that breaks. */
type Alter = (answer: AdminAnswer, request: AdminRequest) => AdminAnswer;

/** A shop on a platform's sandbox, thankflow's real code around it, and a clock that the test moves. Reconciliation is on. */
export async function reconciledShop(platform: Platform, differs: Differs = {}) {
  const { tables } = await startWorld();
  const world = await startWorld(tables);
  const platformShopId = platformShopIds[platform];
  const ofPlatform = platformShopId === undefined ? {} : { platformShopId };
  const thankflow = world.shop(differs.thanku, { platform, reconcile: {}, ...ofPlatform, ...differs.settings });
  const { state, name: id } = thankflow;
  const now = () => state.nowMs;
  const registry = new ShopRegistry({ format: formats[platform], now, random: numbers(differs.seed ?? 1) });
  const secret = secretsOf(id)[platform];
  const { signingKey = 'shh' } = newSentSecret(platform);
  const shop = registry.open({ id, secret: signingKey });
  Object.assign(shop.options, ofPlatform);
  for (const topic of topics[platform]) shop.outbox.subscribe(topic, 'https://api.example/webhooks/foo');
  const shopify = shopifyAccount(shop, 'shpat_12345678', differs.scopes);
  const key = {
    shop,
    consumerKey: 'ck_12345678',
    consumerSecret: 'cs_12345678',
    permissions: differs.permissions ?? ('read' as const),
    revoked: false,
  };
  const stripe: StripeAccount = { shop, apiKey: 'rk_live_12345678', lacks: new Set(differs.lacks), revoked: false };
  const sandboxes: Partial<Record<Platform, () => SandboxApi>> = {
    shopify: () => shopifySandbox({ registry, accounts: new Map([[shopify.token, shopify]]) }),
    woocommerce: () => wooCommerceSandbox({ registry, accounts: new Map([[key.consumerKey, key]]) }),
    stripe: () => stripeSandbox({ registry, accounts: new Map([[stripe.apiKey, stripe]]) }),
  };
  const api = sandboxes[platform]?.() ?? played(platform, shop, registry);
  const queued: OrderEvent[] = [];
  const quarantine: QuarantinedWebhook[] = [];
  const telemetry = recordedTelemetry();
  let calls = 0;
  let listed = 0;
  let pages = 0;
  const { documents, orders: ordersTable } = tables;
  const held = {
    secret: 'secret' in differs ? differs.secret : secret,
    alter: ((answer) => answer) as Alter,
  };
  const ports: Ports = {
    due: dueEntries(documents, ordersTable),
    states: rows<ReconcileState>(documents, ordersTable, ReconcileState),
    problems: rows<Problem>(documents, ordersTable, Problem),
    rowOf: comparedReader(documents, ordersTable),
    settings: (shopId) => thankflow.ports.settings(shopId),
    shops: async () => [],
    orderTimes: orderTimes(documents, ordersTable),
    secret: async () => held.secret,
    queue: async (event) => void queued.push(event),
    quarantine: async (entry) => void quarantine.push(entry),
    admin: (given, settings, untilMs) => {
      const call = calling(api, now);
      const counted: CallAdmin = async (request) => {
        calls += 1;
        return held.alter(await call(request), request);
      };
      const asked = adminOf(given, counted, now, settings);
      const { list, listTrash } = asked;
      const admin: typeof asked = {
        ...asked,
        list: (...of) => ((pages += 1), list(...of)),
        ...(listTrash && { listTrash: (...of) => ((pages += 1), listTrash(...of)) }),
      };
      const sleep = async (ms: number) => void (state.nowMs += ms);
      return { admin: patientAdmin(admin, { untilMs, now, sleep }), calls: () => calls };
    },
    telemetry,
    now,
  };
  await switchReconciliation({ documents, ordersTable }, id, true, now());
  const handle = async (event: OrderEvent) => void (await thankflow.send(event));
  return {
    ...thankflow,
    shop,
    ports,
    queued,
    quarantine,
    held,
    api: { shopify, key, stripe },
    calls: () => calls,
    /** Revokes or restores the shop's credential. */
    setRevoked: (revoked: boolean) =>
      void api.admin[`POST /_sandbox/token/${revoked ? 'revoke' : 'restore'}`]?.({ shop: id }),
    topics: topics[platform],
    /** How many pages of orders were listed. */
    pages: () => pages,
    /** How many orders all passes have listed. */
    listed: () => listed,
    /** Delivers the webhooks that are due, and handles them. @returns how many */
    async deliver() {
      const due = shop.outbox.takeDue();
      for (const delivery of due) {
        const webhook = { headers: delivery.headers, url: delivery.url, body: Buffer.from(delivery.body) };
        const settings = (await thankflow.ports.settings(id))?.settings;
        const about = { shop: id, receivedAtMs: now(), ...(settings && { settings }) };
        const read = readWebhook(adapters[platform], webhook, about);
        const fetched =
          read.type === 'lookup'
            ? await ports.admin(secret, settings ?? {}, Infinity).admin.fetch(read.orderId)
            : webhook;
        const event = OrderEvent.safeParse(fetched && readWebhook(adapters[platform], fetched, about));
        if (event.success) await handle(event.data);
        shop.outbox.answered(delivery, 200);
      }
      return due.length;
    },
    /** Webhooks that nobody will ever see. */
    lose: () => shop.outbox.takeDue().length,
    /** Runs the function once, and handles what it queued. @returns the events */
    async reconcile(remainingMs = 4 * minute) {
      const begunMs = now();
      const before = (await ports.states.get(keys.reconcile(id)))?.last?.at;
      await reconcile(ports, () => remainingMs - (now() - begunMs));
      const { last } = (await ports.states.get(keys.reconcile(id))) ?? {};
      if (last !== undefined && last.at !== before) listed += last.listed;
      const events = queued.splice(0);
      for (const event of events) await handle(event);
      return events;
    },
    /** What `./thankflow reconcile --yes` does. */
    async approve() {
      const { many } = (await ports.states.get(keys.reconcile(id)))!;
      const settings = (await thankflow.ports.settings(id))!.settings!;
      const { admin } = ports.admin(secret, settings, Infinity);
      const scope = { paidFromMs: many!.fromMs, undoesReversals: admin.undoesReversals };
      const about = { shop: id, pidPrefix: `${id}-`, scope };
      const { orders: all } = await listSlice(admin, many!, () => false);
      for (const order of await compareSlice(ports, admin, all, about))
        if (order.comparison === 'missing')
          await queueOrder(ports, admin, order, { ...about, platform, readSettings: settings, paidFromMs: 0 });
      for (const event of queued.splice(0)) await handle(event);
      const { untilMs } = many!;
      const agreed = { queuedUntilMs: untilMs, agreedUntilMs: untilMs, passCounts: undefined, dueAt: now() };
      await ports.states.change(keys.reconcile(id), (seen) => ({ ...seen, ...agreed }));
    },
    /** Reconciliation is switched off and on: it begins again now. */
    async switchOnAgain() {
      for (const isOn of [false, true]) await switchReconciliation({ documents, ordersTable }, id, isOn, now());
    },
    status: () => ports.states.get(keys.reconcile(id)),
    async problems() {
      const all = await tables.all(ordersTable);
      return all.filter(({ pk }) => pk === `${problemPk}${id}`).map(({ sk, detail }) => ({ code: sk, detail }));
    },
    /** The states of all orders. */
    async states() {
      const all = await tables.all(ordersTable);
      return all
        .filter(({ sk }) => sk === thankuSk)
        .map(({ orderId, state: is, reason }) => ({ orderId, state: is, reason }));
    },
  };
}

export type ReconciledShop = Awaited<ReturnType<typeof reconciledShop>>;
