import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { clientConfig, type LocalShop } from '../lib/local-stack/endpoints.ts';
import { isBasketFinal } from '../lib/order/basket/state.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { postWebhook, signedWebhook } from '../lib/senders/signed-webhook.ts';
import type { ShopSettings } from '../lib/shops/settings.ts';
import { keys } from '../lib/store/keys.ts';
import { orderStore } from '../lib/store/orders.ts';
import { readSampleShops } from '../local/shops.ts';
import { startStack, type Stack } from '../local/stack.ts';
import { withFolder } from './local-stack.ts';
import { percentile } from './orders/round.ts';

/*
 * Orders of a shop in baskets mode against the strict sandbox: `npm run bench:baskets -- --orders 100`. First in peace, then under kills, time-outs and late
 * answers, with a third of the orders refunded in part or in full. Everything runs on this machine.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '100' } } });
const orders = Number(values.orders);
const warmUp = 20;
const patienceMs = 10 * 60_000;
const [amount, beforeTax] = ['60.00', '50.00'];

const Books = z.object({
  baskets: z.array(
    z.object({
      id: z.string(),
      points: z.number(),
      billed: z.object({ at: z.string() }).optional(),
      history: z.array(z.object({ request: z.object({ state: z.string(), subtotal: z.number() }), times: z.number() })),
    }),
  ),
  breaches: z.array(z.unknown()),
  calls: z.array(z.object({ path: z.string(), atMs: z.number().optional() }).loose()),
});

await withFolder(async (folder) => {
  const shops = readSampleShops().map(inBasketsMode);
  const stack = await startStack({ localDir: join(folder, 'stack'), port: 0, fresh: true, shops });
  try {
    await run(stack);
  } finally {
    await stack.stop();
  }
});
process.exit();

async function run(stack: Stack): Promise<void> {
  const { aws, region, thanx, shops } = stack.endpoints();
  const shop = shops.find(({ platform }) => platform === 'standard');
  if (shop === undefined) throw new Error('local/shops has no shop of platform standard');
  const store = orderStore(
    DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(aws.dynamodb, region))),
    'thankflow-local-orders',
  );
  const lambda = new LambdaClient({ ...clientConfig(aws.lambda, region), maxAttempts: 10 });
  const sandbox = async (method: string, path: string, body?: object) =>
    await (await fetch(`${thanx}/_sandbox/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })).json();
  const books = async () => Books.parse(await sandbox('GET', 'books'));
  const rowOf = (id: string) => store.basket.get(keys.basket(shop.id, `${shop.id}-${id}`));
  const settled = async (ids: readonly string[], isDone: (id: string) => Promise<boolean>) => {
    const untilMs = Date.now() + patienceMs;
    for (const id of ids)
      while (!(await isDone(id))) {
        if (Date.now() > untilMs) throw new Error(`${id} is still ${JSON.stringify(await rowOf(id))}`);
        await lambda.send(new InvokeCommand({ FunctionName: 'thankflow-local-housekeeping', Payload: '{}' }));
        await delay(200);
      }
  };
  const isFinal = async (id: string) => {
    const row = await rowOf(id);
    return row !== undefined && isBasketFinal(row) && row.settledAt !== undefined;
  };
  const pidOf = (id: string) => `${shop.id}.${shop.id}-${id}`;

  const measured = async (name: string, count: number, trouble: (id: string, number: number) => Promise<void>) => {
    const before = (await books()).calls.length;
    const ids = named(name, count);
    const sentAtMs = new Map<string, number>();
    for (const [number, id] of ids.entries()) {
      await trouble(id, number);
      sentAtMs.set(id, Date.now());
      await send(shop, genericOrder(plainOrder({ id, amount }), { beforeTax }));
      await settled([id], async () => (await rowOf(id)) !== undefined);
    }
    await settled(ids, isFinal);
    const { baskets, calls } = await books();
    const its = baskets.filter(({ id }) => ids.some((one) => pidOf(one) === id));
    const delays = ids.map((id) => {
      const billedAt = its.find((basket) => basket.id === pidOf(id))?.billed?.at ?? '';
      return Date.parse(billedAt) - (sentAtMs.get(id) ?? 0);
    });
    return { ids, its, delays: delays.toSorted((a, b) => a - b), calls: calls.length - before };
  };

  await measured('warm', warmUp, async () => {});
  const calm = await measured('calm', orders, async () => {});
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  console.table({ 'in peace': figuresOf(calm) });
  const faults = ['reset-after', 'no-answer', 'late-answer', 'html-after', 'status', undefined, undefined];
  const rough = await measured('rough', orders, async (id, number) => {
    const fault = faults[number % faults.length];
    const more = { latencyMs: 15_000, acts: true, status: 503 };
    if (fault !== undefined)
      await sandbox('POST', 'faults', { fault, subject: pidOf(id), times: 1, ...pick(more, fault) });
    if (number % 10 === 9) killWorkers(stack);
  });
  const parts = rough.ids.filter((_, number) => number % 3 === 0);
  const wholes = rough.ids.filter((_, number) => number % 6 === 0);
  const refunds = new Map(parts.map((id) => [id, 10]));
  for (const id of parts) {
    const data = { id, refunds: [{ id: 'r1', amount: '12.00' }] };
    await send(shop, JSON.stringify({ type: 'order.refunded', timestamp: new Date().toISOString(), data }));
  }
  killWorkers(stack);
  for (const id of wholes) {
    refunds.set(id, 50);
    await send(shop, JSON.stringify({ type: 'order.cancelled', timestamp: new Date().toISOString(), data: { id } }));
  }
  await settled(parts, async (id) => Number((await rowOf(id))?.refunded ?? 0) === refunds.get(id));
  const { baskets, breaches } = await books();
  const all = baskets.filter(({ id }) => rough.ids.some((one) => pidOf(one) === id));
  const wrong = rough.ids.filter((id) => {
    const basket = all.find((one) => one.id === pidOf(id));
    return basket?.points !== 50 - (refunds.get(id) ?? 0);
  });
  console.table({ 'under kills, time-outs and late answers': figuresOf(rough) });
  console.log(`baskets with wrong points: ${wrong.length}; rules of Thanx that were broken: ${breaches.length}`);
  console.log(`refunds in part: ${parts.length}, then in full: ${wholes.length}`);
  if (wrong.length > 0 || breaches.length > 0) process.exitCode = 1;
}

/** Sends its orders to Thanx as baskets, if it's a shop of our own format. */
function inBasketsMode(shop: ShopSettings): ShopSettings {
  if (shop.platform !== 'standard' || shop.thanx === undefined) return shop;
  return { ...shop, thanx: { ...shop.thanx, mode: 'baskets', locationUid: 'online' } };
}

function named(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${name}-${number}`);
}

function figuresOf({ ids, delays, calls }: { ids: readonly string[]; delays: number[]; calls: number }) {
  return {
    orders: ids.length,
    'order to points, ms: p50': Math.round(percentile(delays, 0.5) ?? Number.NaN),
    p99: Math.round(percentile(delays, 0.99) ?? Number.NaN),
    'calls for each settled order': Number((calls / ids.length).toFixed(3)),
  };
}

/** The fields that a fault has. */
function pick(
  { latencyMs, acts, status }: { latencyMs: number; acts: boolean; status: number },
  fault: string,
): object {
  if (fault === 'late-answer') return { latencyMs };
  if (fault === 'no-answer') return { acts };
  return fault === 'status' ? { status } : {};
}

/** Ends every process that sends to Thanx. */
function killWorkers(stack: Stack): void {
  const { functions } = stack.endpoints();
  for (const [name, pids] of Object.entries(functions))
    if (name.includes('submit-to-thanx')) for (const pid of pids) process.kill(pid, 'SIGKILL');
}

async function send(shop: LocalShop, body: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const { status } = await postWebhook(shop, signedWebhook(shop, body));
    if (status === 200) return;
    await delay(100);
  }
  throw new Error('ingest refused a webhook twenty times');
}
