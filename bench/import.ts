import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { styleText } from 'node:util';
import { withFolder } from './local-stack.ts';
import { importOrders } from '../ops/import/import-orders.ts';
import { openOrdersFile } from '../ops/import/records.ts';
import { benchSettings } from './settings.ts';
import { customerHashes } from '../lib/store/customer-hashes.ts';

/*
 * How fast a large file of orders is read, and how much memory that takes: `node bench/import.ts [megabytes]`. The table is empty and
 * answers immediately, so this measures splitting, reading and deciding.
 */

const megabytes = Number(process.argv[2] ?? 1024);
const mib = 1024 * 1024;

const settings = benchSettings('shopify', { perItem: 1 });

/** As large as a typical order of Shopify. */
const order = (id: number): string =>
  JSON.stringify({
    id: 5_820_000_000_000 + id,
    name: `#${id}`,
    currency: 'EUR',
    total_price: '29.35',
    financial_status: 'paid',
    processed_at: new Date().toISOString(),
    customer: { id: 7_000_000_000 + id, email: `customer-${id}@example.com`, first_name: 'Noor' },
    line_items: [1, 2, 3].map((line) => ({ title: `Honey ${line}, "dark"`, quantity: line, note: 'x'.repeat(900) })),
  });

await withFolder(async (folder) => {
  const path = join(folder, 'orders.jsonl');
  const out = createWriteStream(path);
  let written = 0;
  let id = 0;
  for (; written < megabytes * mib; id++) {
    const text = `${order(id)}\n`;
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');

  const nothing = {
    get: () => Promise.resolve(undefined),
    insert: never,
    change: never,
    delete: never,
    writerOf: never,
    deleteWrite: never,
  };
  let peakBytes = 0;
  const started = performance.now();
  const { records } = await openOrdersFile(path, 'shopify');
  const tally = await importOrders(
    {
      store: { thanku: nothing, erased: nothing, customers: customerHashes(async () => ({ key: 'bench', older: [] })) },
      settings,
      simulateAll: false,
      sealing: { addsGiftCards: false, cardKey: () => Promise.resolve(undefined) },
      now: Date.now,
      send: never,
      sleep: never,
    },
    records(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss))),
    { dryRun: true, perSecond: 1 },
  );
  const seconds = (performance.now() - started) / 1000;
  const size = (await stat(path)).size / mib;
  console.log(styleText('bold', `${size.toFixed(0)} MB, ${tally.orders} orders: ${seconds.toFixed(1)} s`));
  console.log(
    `${(size / seconds).toFixed(0)} MB/s, ${(tally.orders / seconds).toFixed(0)} orders/s, peak memory ${(peakBytes / mib).toFixed(0)} MB`,
  );
});

function never(): never {
  throw new Error('a dry run changes nothing');
}
