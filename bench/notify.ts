import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { startWebhookReceiver } from '../local/demo/webhook-receiver.ts';
import { withTargets } from '../local/demo/notified.ts';
import { readSampleShops } from '../local/shops.ts';
import { startStack } from '../local/stack.ts';
import { withFolder } from './local-stack.ts';
import { callTimes, percentile, sendOrders } from './orders/round.ts';

/*
 * How long it takes from ThankU's call until the shop's own server has the webhook: `npm run bench:notify -- --orders 500`. Everything runs on this machine,
 * so the figures show the way through the queue and two functions, and not the Internet.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '200' } } });
const orders = Number(values.orders);
const warmUp = 50;
const patienceMs = 120_000;

const Told = z.object({ data: z.object({ orderId: z.string() }) });

await withFolder(async (folder) => {
  const receiver = await startWebhookReceiver();
  const shops = withTargets(readSampleShops(), receiver.url);
  const stack = await startStack({ localDir: join(folder, 'stack'), port: 0, fresh: true, shops });
  const shop = stack.endpoints().shops.find(({ platform }) => platform === 'standard');
  if (shop === undefined) throw new Error('local/shops has no shop of platform standard');
  try {
    const rows = [];
    let numbered = 0;
    for (const [count, atOnce] of [
      [warmUp, 4],
      [orders, 1],
      [orders, 4],
      [orders, 16],
    ] as const) {
      const before = receiver.received.length;
      await sendOrders(
        shop,
        Array.from({ length: count }, () => `bench-${++numbered}`),
        atOnce,
      );
      for (const untilMs = Date.now() + patienceMs; receiver.received.length < before + count; await delay(20))
        if (Date.now() > untilMs) throw new Error(`${receiver.received.length - before} of ${count} webhooks arrived`);
      const askedMs = await callTimes(stack.endpoints().thanku);
      const delays = receiver.received.slice(before).map(({ body, atMs }) => {
        const { orderId } = Told.parse(JSON.parse(body)).data;
        return atMs - (askedMs.get(orderId) ?? Number.NaN);
      });
      delays.sort((one, other) => one - other);
      if (count === warmUp) continue;
      rows.push({
        orders: count,
        'at once': atOnce,
        'to the webhook, ms: p50': percentile(delays, 0.5),
        p99: percentile(delays, 0.99),
      });
    }
    console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
    console.table(rows);
  } finally {
    await stack.stop();
    await receiver.close();
  }
});
process.exit();
