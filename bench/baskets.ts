import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { minuteMs } from '../lib/durations.ts';
import { clientConfig, type LocalShop } from '../lib/local-stack/endpoints.ts';
import { basketIdOf } from '../lib/order/basket/plan.ts';
import type { BasketState } from '../lib/order/basket/state.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { postWebhook, signedWebhook } from '../lib/senders/signed-webhook.ts';
import { genericCancellation, genericOrder } from '../lib/senders/standard.ts';
import { ShopSettings } from '../lib/shops/settings.ts';
import { keys } from '../lib/store/keys.ts';
import { orderStore } from '../lib/store/orders.ts';
import { startStack, type Stack } from '../local/stack.ts';
import { withFolder } from './local-stack.ts';
import { percentile } from './orders/round.ts';

/*
 * Orders of a shop in baskets mode against the strict sandbox, inside Thanx's real limits: `npm run bench:baskets -- --orders 100`. First in peace, then under
 * kills, time-outs and late answers, with refunds. Everything runs on this machine.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '100' } } });
const count = Number(values.orders);
const warmUp = 20;
/** Two orders a second: a little less than Thanx allows in the long run. */
const pauseMs = 500;
const patienceMs = 15 * minuteMs;
/** Thanx calculates the points on what is before tax: one for each euro. */
const [amount, points] = ['60.00', 50];
const shopId = 'market';

const settings = ShopSettings.parse({
  version: 1,
  shop: shopId,
  platform: 'standard',
  ordersPaidFrom: '2024-01-01',
  thanku: {
    slug: shopId,
    thankuOrderId: 'A-1-1',
    cause: 'PlantTrees',
    impact: { fixed: 1 },
    message: { en: 'Thank you!' },
  },
  thanx: { credential: 'main', merchantId: 'market', currency: 'EUR', mode: 'baskets', locationUid: 'online' },
});

/** What becomes of the first request about an order, by turns. `undefined`: nothing unusual. */
const troubles: readonly (object | undefined)[] = [
  { fault: 'reset-after' },
  { fault: 'no-answer', acts: true },
  { fault: 'latency', latencyMs: 15_000 },
  { fault: 'html-after' },
  { fault: 'status', status: 503 },
  undefined,
  undefined,
  undefined,
];
const killEvery = 10;
/** Of each six orders, one is refunded in part, and one in part and then in full. */
const refundEvery = 3;

const Books = z.object({
  baskets: z.array(
    z.object({
      id: z.string(),
      points: z.number(),
      billed: z.object({ at: z.string() }).optional(),
      history: z.array(z.object({ request: z.object({ state: z.string() }), times: z.number() })),
    }),
  ),
  breaches: z.array(z.unknown()),
  calls: z.array(z.object({ path: z.string() })),
});

await withFolder(async (folder) => {
  const stack = await startStack({ localDir: join(folder, 'stack'), port: 0, fresh: true, shops: [settings] });
  try {
    await measure(stack);
  } finally {
    await stack.stop();
  }
});
process.exit();

async function measure(stack: Stack): Promise<void> {
  const see = watch(stack);
  await bill(see, named('warm', warmUp), async () => {});
  const calm = await bill(see, named('calm', count), async () => {});
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  console.table({ 'in peace': calm });

  const rough = named('rough', count);
  const inTrouble = await bill(see, rough, async (id, number) => {
    const trouble = troubles[number % troubles.length];
    if (trouble !== undefined) await see.sandbox('POST', 'faults', { ...trouble, subject: basketOf(id), times: 1 });
    if (number % killEvery === killEvery - 1) killWorkers(stack);
  });
  console.table({ 'under kills, time-outs and late answers': inTrouble });
  const failed = rough.filter((_, number) => troubles[number % troubles.length] !== undefined).length;
  console.log(
    `${failed} of ${count} orders' first request failed or was answered late; ${Math.floor(count / killEvery)} times all workers were killed`,
  );
  const expected = await refund(see, rough);
  const { baskets, breaches } = await see.books();
  const all = baskets.filter(({ id }) => rough.some((one) => basketOf(one) === id));
  const wrong = rough.filter(
    (id) => all.find((one) => one.id === basketOf(id))?.points !== (expected.get(id) ?? points),
  );
  console.log(`orders with the wrong points: ${wrong.length} of ${rough.length}`);
  console.log(`breaches of Thanx's rules: ${breaches.length}`);
}

type Watch = ReturnType<typeof watch>;

function watch(stack: Stack) {
  const { aws, region, thanx, shops } = stack.endpoints();
  const shop = shops.find(({ id }) => id === shopId);
  if (shop === undefined) throw new Error(`the stack has no shop ${shopId}`);
  const client = new DynamoDBClient(clientConfig(aws.dynamodb, region));
  const store = orderStore(DynamoDBDocumentClient.from(client), 'thankflow-local-orders');
  const sandbox = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await fetch(`${thanx}/_sandbox/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })).json();
  return {
    shop,
    sandbox,
    books: async () => Books.parse(await sandbox('GET', 'books')),
    /** Waits until the basket of each order is as wanted. The stage wakes what is due itself. @throws Error after fifteen minutes */
    async until(ids: readonly string[], isSo: (row: BasketState) => boolean): Promise<void> {
      const untilMs = Date.now() + patienceMs;
      for (const id of ids)
        for (;;) {
          const row = await store.basket.get(keys.basket(shopId, pidOf(id)));
          if (row !== undefined && isSo(row)) break;
          if (Date.now() > untilMs) throw new Error(`the basket of ${id} is still ${JSON.stringify(row)}`);
          await delay(100);
        }
    },
  };
}

/** Sends an order each, one after the other, and waits until all baskets are billed. */
async function bill(
  { shop, books, until }: Watch,
  ids: readonly string[],
  trouble: (id: string, number: number) => Promise<void>,
): Promise<object> {
  const { calls: before } = await books();
  const sentAtMs = new Map<string, number>();
  for (const [number, id] of ids.entries()) {
    if (number > 0) await delay(pauseMs);
    await trouble(id, number);
    sentAtMs.set(id, Date.now());
    await send(shop, genericOrder(plainOrder({ id, amount }), { beforeTax: '50.00' }));
  }
  await until(ids, ({ state }) => state === 'billed');
  const { baskets, calls } = await books();
  const billedAt = new Map(baskets.map(({ id, billed }) => [id, billed?.at ?? '']));
  const delaysMs = ids
    .map((id) => Date.parse(billedAt.get(basketOf(id)) ?? '') - (sentAtMs.get(id) ?? 0))
    .toSorted((a, b) => a - b);
  return {
    orders: ids.length,
    'order to points, ms: p50': percentile(delaysMs, 0.5),
    p99: percentile(delaysMs, 0.99),
    ...perOrder(calls.slice(before.length), ids.length),
  };
}

/** Calls per order. A process that has just started has no tokens, and asks for one and for the member's ID. */
function perOrder(calls: readonly { path: string }[], orders: number) {
  const ofBaskets = calls.filter(({ path }) => path.endsWith('/baskets')).length;
  const per = (some: number) => (some / orders).toFixed(3);
  return { 'calls of /baskets': per(ofBaskets), 'for tokens': per(calls.length - ofBaskets) };
}

/** Refunds some orders in part, and half of these in full while the first refund is under way. @returns the points that should be left */
async function refund({ shop, books, until }: Watch, ids: readonly string[]): Promise<Map<string, number>> {
  const { calls: before } = await books();
  const inPart = ids.filter((_, number) => number % refundEvery === 0);
  const inFull = inPart.filter((_, number) => number % 2 === 0);
  for (const id of inPart) {
    const data = { id, refunds: [{ id: 'r1', amount: '12.00' }] };
    await send(shop, JSON.stringify({ type: 'order.refunded', timestamp: new Date().toISOString(), data }));
  }
  for (const id of inFull) await send(shop, genericCancellation(id, new Date()));
  const left = new Map(inPart.map((id) => [id, inFull.includes(id) ? 0 : points - 10]));
  await until(inPart, (row) => Number(row.refunded ?? 0) === points - (left.get(row.orderId) ?? points));
  const { calls } = await books();
  console.log(
    `${inPart.length} refunds in part, then ${inFull.length} of these orders in full: ${calls.length - before.length} calls`,
  );
  return left;
}

function named(name: string, orders: number): string[] {
  return Array.from({ length: orders }, (_, number) => `${name}-${number}`);
}

function pidOf(id: string): string {
  return `${shopId}-${id}`;
}

function basketOf(id: string): string {
  return basketIdOf({ shop: shopId, pid: pidOf(id) });
}

/** Ends every process that sends to Thanx. */
function killWorkers(stack: Stack): void {
  for (const [name, pids] of Object.entries(stack.endpoints().functions))
    if (name.includes('submit-to-thanx')) for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** Sends again what ingest couldn't accept, as platforms do. */
async function send(shop: LocalShop, body: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const { status } = await postWebhook(shop, signedWebhook(shop, body));
    if (status === 200) return;
    await delay(100);
  }
  throw new Error('ingest refused a webhook twenty times');
}
