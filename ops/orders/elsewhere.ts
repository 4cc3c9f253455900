import { dayMs } from '../../lib/durations.ts';
import { OrderEvent, type OrderKey } from '../../lib/order/event.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { gidOr } from '../../lib/platforms/shopify/gid.ts';
import { partsOfKey } from '../quarantine/read.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { parking, type ParkedEvent } from '../../lib/store/due.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeFailure } from '../cli/failures.ts';
import { webhookOutcomes, webhooksOfOrders, type Outcome } from '../logs/webhooks.ts';
import { quarantineOf } from '../quarantine/entries.ts';
import { queueLevel } from '../status/queues.ts';
import type { SearchedShop } from './find.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';

/** Where the webhook of an order without a row may be. A part that can't be looked at is left out, and `problems` says why. */
export interface Elsewhere {
  /** Webhooks of these shops that wait in the table for SQS, and whether the order's is one of them. */
  parked?: { count: number; isAmong: boolean; /** What it waits for, if that is a person. */ waitsFor?: string };
  /** Messages on the orders queue, of all shops. */
  onQueue?: number;
  deadLetters?: number;
  quarantined?: number;
  /** What the logs say of webhooks about this very order. */
  seen?: Outcome[];
  /** And of all webhooks of these shops. */
  outcomes?: Outcome[];
  problems: string[];
}

/** How far back the logs are read. */
export const lookBackDays = 7;
const lookBackMs = lookBackDays * dayMs;
/** Each is read. More than this are parked in a large outage only. */
const maxParked = 500;

/** Looks for the webhook of an order wherever one can be before, or instead of, its row. */
export async function lookElsewhere(
  aws: StageAws,
  searched: readonly SearchedShop[],
  text: string,
): Promise<Elsewhere> {
  const shops = new Set(searched.map(({ shop }) => shop));
  const found: Elsewhere = { problems: [] };
  const look = async (what: string, work: () => Promise<Partial<Elsewhere>>) => {
    try {
      Object.assign(found, await work());
    } catch (error) {
      found.problems.push(`${what}: ${describeFailure(error, aws.stage.name).message}`);
    }
  };
  const ofShops = (outcomes: Outcome[]) => outcomes.filter(({ shop }) => shops.has(shop));
  await Promise.all([
    look('parked webhooks', async () => ({ parked: await parkedOf(aws, shops, text) })),
    look('the orders queue', async () => {
      const [queue, dead] = await Promise.all([queueLevel(aws, 'orders'), queueLevel(aws, 'orders-dlq')]);
      return { onQueue: queue.waiting + queue.inFlight + queue.delayed, deadLetters: dead.waiting + dead.inFlight };
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

/** The keys that an order may have if the text is its key or its id. From a human number no key follows. */
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

/** An order is looked for in what can be read. Throws whatever else went wrong. */
const nothingReadable = (error: unknown): undefined => void whyUnreadable(error);

/** By what an event's order may be asked for. */
function namesOf(waits: ParkedEvent): string[] {
  const { data: event } = OrderEvent.safeParse(waits);
  if (event === undefined) return [];
  if (event.type === 'paid') return [event.order.orderId, (event.order.number ?? '').replace(/^#/, '')];
  return 'orderId' in event ? [event.orderId] : [];
}

async function quarantinedOf(aws: StageAws, shops: ReadonlySet<string>): Promise<number> {
  const bucket = await quarantineOf(aws);
  const [only] = shops.size === 1 ? shops : [];
  let count = 0;
  for await (const key of bucket.keys(only)) if (shops.has(partsOfKey(key)?.shop ?? '')) count += 1;
  return count;
}
