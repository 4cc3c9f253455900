import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericCancellation, genericOrder } from '../lib/senders/standard.ts';
import { startStack, type Stack } from '../local/stack.ts';
import { basketOf, killWorkers, market, send, watch, type Watch } from './baskets/watch.ts';
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
/** Thanx calculates the points on what is before tax: one for each euro. */
const [amount, points] = ['60.00', 50];

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

await withFolder(async (folder) => {
  const stack = await startStack({ localDir: join(folder, 'stack'), port: 0, fresh: true, shops: [market] });
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
  // A request that wasn't answered is sent again, and Thanx counts it once.
  const refundsHad = all.flatMap(({ history }) => history.filter(({ request }) => request.state === 'refunded'));
  console.log(`orders with the wrong points: ${wrong.length} of ${rough.length}`);
  console.log(
    `refunds that Thanx has: ${refundsHad.length}, of which ${refundsHad.filter(({ times }) => times > 1).length} arrived more than once`,
  );
  console.log(`breaches of Thanx's rules: ${breaches.length}`);
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
