import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { orderPath } from '../ops/console/elements.ts';
import { openWith, type Opened } from './console/opened.ts';
import { orderAt } from './console/plant.ts';
import { withFolder } from './local-stack.ts';
import { percentile } from './orders/round.ts';

/*
 * How long the console's pages take with many orders, and how much longer than with few: `npm run bench:console -- --orders 100000 --few 1000`. Two local
 * stacks run at the same time, and each request is made to one after the other. Their table is a stand-in for DynamoDB in a process of this machine,
 * so the ratios say more than the times.
 */
const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    few: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '20' },
  },
});
const [many, few, requests] = [Number(values.orders), Number(values.few), Number(values.requests)];
/** The console shares a reading of the whole stage among pages for this long. */
const sharedMs = 2050;
const endMs = Date.now() - 60_000;

await withFolder(async (folder) => {
  const opened: Opened[] = [];
  try {
    for (const count of [few, many])
      opened.push(await openWith({ localDir: join(folder, String(count)), count, endMs }));
    await measure(opened);
  } finally {
    for (const { stop } of opened) await stop();
  }
});
process.exit();

/** Of the older half of what a stage has, another each time. */
function old({ count }: Opened, nth: number) {
  return orderAt(Math.floor(count / 2) + nth * 7, endMs);
}

function pageOf(nth: number, on: Opened): string {
  const { shop, orderId } = old(on, nth);
  return orderPath(`${shop}/${shop}-${orderId}`);
}

async function measure(all: readonly Opened[]): Promise<void> {
  const kinds: Record<string, (on: Opened, nth: number) => Promise<string>> = {
    Now: (on) => on.get('/'),
    'Orders, the newest': (on) => on.get('/orders'),
    'Orders of a shop': (on) => on.get('/orders?shop=oak'),
    'Orders of a day': (on, nth) => on.get(`/orders?day=${old(on, nth).createdAt.slice(0, 10)}`),
    'Orders, an older page': (on, nth) => on.get(`/orders?before=${old(on, nth).createdAt}`),
    'Search by number': (on, nth) => on.find(old(on, nth).number),
    'One order': (on, nth) => on.get(pageOf(nth, on)),
  };
  console.log(
    `\nEach page, ${requests} times: p50 and p95 in ms with ${few} orders, with ${many}, and how much longer it takes`,
  );
  for (const [name, kind] of Object.entries(kinds)) {
    const taken = new Map<Opened, number[]>(all.map((on) => [on, []]));
    for (let nth = -2; nth < requests; nth++) {
      if (name === 'Now') await delay(sharedMs);
      for (const on of all) {
        const ms = await timed(() => kind(on, Math.max(nth, 0)));
        // The first two load code.
        if (nth >= 0) taken.get(on)?.push(ms);
      }
    }
    const [small, large] = all.map((on) => {
      const sorted = (taken.get(on) ?? []).toSorted((a, b) => a - b);
      return { p50: percentile(sorted, 0.5) ?? 0, p95: percentile(sorted, 0.95) ?? 0 };
    });
    if (small && large)
      console.log(
        [
          name.padEnd(24),
          ...[small.p50, small.p95, large.p50, large.p95].map((ms) => ms.toFixed(0).padStart(6)),
          `${(large.p50 / small.p50).toFixed(1)} ×`.padStart(8),
        ].join(' '),
      );
  }
  console.log('\nA search that no index answers (state failed): seconds until the first and the last result');
  for (const on of all) {
    const startedAtMs = performance.now();
    const seconds = () => ((performance.now() - startedAtMs) / 1000).toFixed(1);
    let first: string | undefined;
    for (;;) {
      const text = await on.get('/orders?state=failed');
      const isOver = text.includes('data-refresh-ms="0"');
      if (text.includes('href="/orders/') && text.includes('<tbody>')) first ??= seconds();
      if (isOver) {
        const [said = ''] = /Looked at[^<]*/.exec(text) ?? [];
        console.log(
          `${String(on.count).padStart(7)} orders: first after ${first ?? '–'} s, last after ${seconds()} s. ${said}`,
        );
        break;
      }
      await delay(100);
    }
  }
  console.log(`Load average ${loadavg()[0]?.toFixed(1)}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}
