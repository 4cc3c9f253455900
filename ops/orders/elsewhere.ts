import { dayMs } from '../../lib/durations.ts';
import { Lookup } from '../../lib/lookup/lookup.ts';
import { lookups } from '../../lib/lookup/waiting.ts';
import { OrderEvent } from '../../lib/order/event.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { gidOr } from '../../lib/platforms/shopify/gid.ts';
import { partsOfKey } from '../quarantine/read.ts';
import { keys } from '../../lib/store/keys.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { parking, type ParkedEvent } from '../../lib/store/parked.ts';
import { realTimer, within } from '../../lib/within.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeFailure } from '../cli/failures.ts';
import { webhookOutcomes, webhooksOfOrders, type Outcome } from '../logs/webhooks.ts';
import { quarantineOf } from '../quarantine/entries.ts';
import { queueLevel } from '../status/queues.ts';
import type { SearchedShop } from './find.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';

/** Where the webhook of an order without a row may be. Places that can't be checked are missing, and `problems` says why. */
export interface Elsewhere {
  /** Parked webhooks of these shops, and whether the order's is one of them. */
  parked?: { count: number; isAmong: boolean; /** What it waits for, if that is a person. */ waitsFor?: string };
  /** A webhook named the order, and its platform hasn't given it yet. `detail`: why, for a person. */
  toFetch?: { shop: string; since: string; detail: string };
  /** Messages in the orders queue, of all shops, and in the queue of orders to fetch. */
  onQueue?: number;
  deadLetters?: number;
  quarantined?: number;
  /** Outcomes in the logs of webhooks about this order. */
  seen?: Outcome[];
  /** Outcomes in the logs of all webhooks of these shops. */
  outcomes?: Outcome[];
  problems: string[];
}

/** How far back the logs are read. */
export const lookBackDays = 7;
const lookBackMs = lookBackDays * dayMs;
/** How many parked events to read. Only a large outage parks more. */
const maxParked = 500;

/**
 * Searches every place where an order's webhook can be if the order has no row.
 * @param patienceMs leaves out a place that takes longer to answer. Default: waits for all of them
 */
export async function lookElsewhere(
  aws: StageAws,
  searched: readonly SearchedShop[],
  text: string,
  patienceMs?: number,
): Promise<Elsewhere> {
  const shops = new Set(searched.map(({ shop }) => shop));
  const found: Elsewhere = { problems: [] };
  const look = async (what: string, work: () => Promise<Partial<Elsewhere>>) => {
    try {
      Object.assign(found, await (patienceMs === undefined ? work() : within(patienceMs, realTimer, work())));
    } catch (error) {
      found.problems.push(`${what}: ${describeFailure(error, aws.stage.name).message}`);
    }
  };
  const ofShops = (outcomes: Outcome[]) => outcomes.filter(({ shop }) => shops.has(shop));
  await Promise.all([
    look('parked webhooks', async () => ({ parked: await parkedOf(aws, shops, text) })),
    look('orders to fetch', () => toFetch(aws, shops, text)),
    look('the orders queue', async () => {
      const queues = await Promise.all(['orders', 'fetches'].map((name) => queueLevel(aws, name)));
      const dead = await Promise.all(['orders-dlq', 'fetches-dlq'].map((name) => queueLevel(aws, name)));
      return {
        onQueue: queues.reduce((sum, { waiting, inFlight, delayed }) => sum + waiting + inFlight + delayed, 0),
        deadLetters: dead.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0),
      };
    }),
    look('the quarantine', async () => ({ quarantined: await quarantinedOf(aws, shops) })),
    look("the functions' logs", async () => {
      const nowMs = Date.now();
      const [seen, outcomes] = await Promise.all([
        webhooksOfOrders(aws, orderKeysOf(searched, text), nowMs, lookBackMs),
        webhookOutcomes(aws, nowMs, lookBackMs),
      ]);
      return { seen: ofShops(seen), outcomes: ofShops(outcomes) };
    }),
  ]);
  return found;
}

/** Returns the keys that an order may have if the text is its key or ID. An order number doesn't lead to a key. */
const orderKeysOf = (searched: readonly SearchedShop[], text: string): OrderKey[] => {
  const id = gidOr('Order', text, text);
  return searched.flatMap(({ shop, pidPrefix }) => {
    const pids = pidPrefix === undefined ? [text] : [text, pidOf(pidPrefix, id)];
    return [...new Set(pids)].map((pid) => ({ shop, pid }));
  });
};

async function parkedOf(aws: StageAws, shops: ReadonlySet<string>, text: string) {
  const parked = parking(aws.documents, aws.ordersTable, Date.now);
  const events: { pk: string; event: ParkedEvent | undefined }[] = [];
  await scanDue(aws, 'parked', {
    first: maxParked,
    countTo: maxParked,
    async see(entries) {
      const seen = entries.map(async ({ pk }) => ({ pk, event: await parked.get(pk).catch(nothingReadable) }));
      events.push(...(await Promise.all(seen)));
    },
  });
  const wanted = events.flatMap(({ pk, event }) => (event && shops.has(event.shop) ? [{ pk, event }] : []));
  const its = wanted.find(({ event }) => namesOf(event).includes(text.replace(/^#/, '')));
  const waitsFor = its && (await waitedFor(aws, its.pk));
  return { count: wanted.length, isAmong: its !== undefined, ...(waitsFor !== undefined && { waitsFor }) };
}

async function waitedFor(aws: StageAws, pk: string): Promise<string | undefined> {
  for await (const [row] of readRows(aws, [{ pk, sk: 'parked' }])) return row?.waitsFor;
  return undefined;
}

/** Skips rows that can't be read. @throws any other error */
const nothingReadable = (error: unknown): undefined => void whyUnreadable(error);

/** An order that isn't fetched yet is known by the platform's ID only. */
async function toFetch(aws: StageAws, shops: ReadonlySet<string>, text: string): Promise<Pick<Elsewhere, 'toFetch'>> {
  const { waiting } = lookups(aws.documents, aws.ordersTable);
  const rows = await Promise.all([...shops].map((shop) => waiting.get(keys.lookup(shop, text)).catch(nothingReadable)));
  const row = rows.find((one) => one !== undefined);
  return row === undefined ? {} : { toFetch: row };
}

/** Returns the texts that identify an event's order. */
function namesOf(waits: ParkedEvent): string[] {
  const event = OrderEvent.safeParse(waits).data ?? Lookup.safeParse(waits).data;
  if (event === undefined) return [];
  if (event.type === 'paid') return [event.order.orderId, (event.order.number ?? '').replace(/^#/, '')];
  return 'orderId' in event ? [event.orderId] : [];
}

async function quarantinedOf(aws: StageAws, shops: ReadonlySet<string>): Promise<number> {
  const bucket = await quarantineOf(aws);
  const [only] = shops.size === 1 ? shops : [];
  let count = 0;
  for await (const { key } of bucket.objects(only)) if (shops.has(partsOfKey(key)?.shop ?? '')) count += 1;
  return count;
}
