import { fetchOrder } from '../../../functions/fetch-order/fetch-order.ts';
import type { FetchSettings, Ports } from '../../../functions/fetch-order/ports.ts';
import { Lookup } from '../../../lib/lookup/lookup.ts';
import { lookups } from '../../../lib/lookup/waiting.ts';
import type { OrderEvent } from '../../../lib/order/event.ts';
import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import { patientAdmin } from '../../../lib/platforms/admin/patient.ts';
import type { PlatformAdmin } from '../../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal, type RefusalKind } from '../../../lib/platforms/admin/refusal.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import type { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { cached } from '../../../lib/secrets/cache.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import { fixture } from '../../support/webhook.ts';

export const minute = 60_000;
export const hour = 60 * minute;
const startMs = Date.parse('2026-01-31T12:00:10Z');

const order = JSON.parse(fixture('woocommerce/order.json').toString()) as Record<string, unknown>;

export const wooOrder = (changes: Record<string, unknown> = {}): RawWebhook => ({
  headers: { 'x-wc-webhook-topic': 'order.updated' },
  url: '',
  // The ID has more digits than a JavaScript number.
  body: Buffer.from(JSON.stringify({ ...order, id: 1001, ...changes })),
});

export const refuse = (kind: RefusalKind, retryAfterMs?: number): AdminRefusal =>
  new AdminRefusal(kind, `the platform says ${kind}`, retryAfterMs === undefined ? {} : { retryAfterMs });

export const credential = (consumerKey: string): PlatformSecret => ({
  platform: 'woocommerce',
  url: 'https://foo.example',
  consumerKey,
  consumerSecret: 'cs_12345678',
});

/** What the platform does with a request. */
export type Platform = (
  orderId: string,
  changedAt: string | undefined,
  secret: PlatformSecret,
) => RawWebhook | undefined;

export interface World {
  nowMs: number;
  platform: Platform;
  settings: FetchSettings | undefined;
  secret: PlatformSecret | undefined;
}

/** fetch-order on the model of DynamoDB, with a platform that the test writes, and a clock that the test moves. */
export function fetchWorld(before: (command: unknown) => void = () => {}) {
  const tables = memoryTables(before);
  const telemetry = recordedTelemetry();
  const asked: { orderId: string; changedAt: string | undefined; atMs: number }[] = [];
  const queued: OrderEvent[] = [];
  const quarantine: QuarantinedWebhook[] = [];
  const dead: Lookup[] = [];
  const world: World = {
    nowMs: startMs,
    platform: (orderId) => wooOrder({ id: Number(orderId) }),
    settings: {
      shop: 'my-shop',
      platform: 'woocommerce',
      reading: {},
      addsGiftCards: false,
      pidPrefix: 'my-shop-',
      isRemoved: false,
    },
    secret: credential('ck_12345678'),
  };
  const now = () => world.nowMs;
  const sleep = async (ms: number) => void (world.nowMs += ms);
  const ports: Ports = {
    lookups: lookups(tables.documents, tables.orders),
    settings: async () => world.settings,
    secrets: cached(async () => world.secret, { ttlMs: minute, maxEntries: 10, now }),
    admin: (_shop, secret, _settings, untilMs) => {
      const fetch: PlatformAdmin['fetch'] = async (orderId, changedAt) => {
        asked.push({ orderId, changedAt, atMs: now() });
        return world.platform(orderId, changedAt, secret);
      };
      return patientAdmin({ fetch } as PlatformAdmin, { untilMs, now, sleep });
    },
    queue: async (event) => void queued.push(event),
    quarantine: async (entry) => void quarantine.push(entry),
    sendDeadLetter: async (lookup) => void dead.push(lookup),
    telemetry,
    now,
    random: () => 0.5,
    sleep,
  };
  const remainingMs = () => 60_000;
  const rowsOf = async (sk: string) => (await tables.all('orders')).filter((row) => String(row['sk']).startsWith(sk));
  return {
    world,
    tables,
    ports,
    telemetry,
    asked,
    queued,
    quarantine,
    dead,
    notify: (orderId = '1001', more: Partial<Lookup> = {}) =>
      fetchOrder(
        ports,
        Lookup.parse({ type: 'lookup', shop: 'my-shop', at: new Date(now()).toISOString(), orderId, ...more }),
        remainingMs,
      ),
    wake: () => fetchOrder(ports, { type: 'due-lookups', shop: 'my-shop' }, remainingMs),
    /** What housekeeping does once a minute, for so many minutes. */
    async pass(ms: number) {
      for (const endMs = now() + ms; now() < endMs;) {
        world.nowMs += Math.min(minute, endMs - now());
        const due = (await rowsOf('order#')).some(({ dueAt }) => Number(dueAt) <= now());
        if (due) await fetchOrder(ports, { type: 'due-lookups', shop: 'my-shop' }, remainingMs);
      }
    },
    waiting: () => rowsOf('order#'),
    hold: async () => (await rowsOf('hold'))[0],
  };
}
