import { cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { postWebhook, signedHeaders } from '../lib/senders/signed-webhook.ts';
import { readBooks } from '../local/partners/books.ts';
import { withStack } from './local-stack.ts';

/*
 * How many orders the local stack accepts and thanks for: `npm run bench -- --orders 500 --at-once 16`. Everything runs on this machine,
 * including the sandboxes and AWS's services, so the figures show what thankflow costs, not what AWS can do.
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '500' }, 'at-once': { type: 'string', default: '16' } },
});
const orders = Number(values.orders);
const concurrency = Number(values['at-once']);

await withStack(async ({ stack, shop, bootSeconds }) => {
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
  const seconds = () => (performance.now() - startedAtMs) / 1000;
  await Promise.all(Array.from({ length: concurrency }, send));
  const acceptedSeconds = seconds();
  const untilSeconds = acceptedSeconds + 120;
  let { thankus } = await readBooks(stack.endpoints());
  while (thankus.length < (statuses.get(200) ?? 0) && seconds() < untilSeconds) {
    await delay(100);
    ({ thankus } = await readBooks(stack.endpoints()));
  }
  console.table({
    'boot, s': bootSeconds.toFixed(1),
    answers: [...statuses].map(([status, count]) => `${count} × ${status}`).join(', '),
    'accepted per second': (orders / acceptedSeconds).toFixed(0),
    'thanked per second, end to end': (thankus.length / seconds()).toFixed(0),
    ThankUs: thankus.length,
    twice: thankus.length - new Set(thankus.map(({ pid }) => pid)).size,
    cores: cpus().length,
    'load average before': loadavg()[0]?.toFixed(1),
  });
});
