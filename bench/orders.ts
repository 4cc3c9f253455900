import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readBooks } from '../local/partners/books.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { postWebhook, signedHeaders } from '../lib/senders/signed-webhook.ts';
import { startStack } from '../local/stack.ts';

/*
 * How many orders the local stack takes in and thanks for: `npm run bench -- --orders 500 --at-once 16`. Everything runs on
 * this one machine, sandboxes and AWS's stand-ins included, so the figures say what thankflow costs, not what AWS gives.
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '500' }, 'at-once': { type: 'string', default: '16' } },
});
const orders = Number(values.orders);
const atOnce = Number(values['at-once']);
const localDir = await mkdtemp(join(tmpdir(), 'thankflow-bench-'));
const bootAtMs = performance.now();
const stack = await startStack({ localDir, port: 0, fresh: true });
const bootSeconds = (performance.now() - bootAtMs) / 1000;
try {
  const shop = stack.endpoints().shops.find(({ platform }) => platform === 'standard');
  if (shop === undefined) throw new Error('local/shops has no shop of platform standard');
  const statuses = new Map<number, number>();
  const ids = Array.from({ length: orders }, (_, n) => `bench-${n}`).values();
  const send = async (): Promise<void> => {
    for (const id of ids) {
      const body = genericOrder(plainOrder({ id }));
      const { status } = await postWebhook(shop, body, signedHeaders(shop, body));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, send));
  const acceptedSeconds = (performance.now() - startedAtMs) / 1000;
  const untilMs = performance.now() + 120_000;
  let thanked = 0;
  while (thanked < (statuses.get(200) ?? 0) && performance.now() < untilMs) {
    await delay(100);
    thanked = (await readBooks(stack.endpoints())).thankus.length;
  }
  const thankedSeconds = (performance.now() - startedAtMs) / 1000;
  const { thankus } = await readBooks(stack.endpoints());
  const twice = thankus.length - new Set(thankus.map(({ pid }) => pid)).size;
  console.table({
    'boot, s': bootSeconds.toFixed(1),
    answers: [...statuses].map(([status, count]) => `${count} × ${status}`).join(', '),
    'accepted per second': (orders / acceptedSeconds).toFixed(0),
    'thanked per second, end to end': (thankus.length / thankedSeconds).toFixed(0),
    ThankUs: thankus.length,
    twice: twice,
    cores: cpus().length,
    'load average before': loadavg()[0]?.toFixed(1),
  });
} finally {
  await stack.stop();
  await rm(localDir, { recursive: true, force: true });
}
process.exit();
