import { readFile, writeFile } from 'node:fs/promises';
import { assumed } from './capacity/assumptions.ts';
import { indexUnitsOf, oneOrder } from './capacity/one-order.ts';
import { hotPartition, housekeeping, partitionUnitsPerSecond, reconciling, webhookBursts } from './capacity/others.ts';
import { floodOfReceipts, receiptRates } from './capacity/receipts.ts';
import { busiestHour, floodOfOrders, thankingRates } from './capacity/thanking.ts';

/*
 * What one stage carries: `npm run bench:capacity`. It simulates queues, workers, permits and partitions with AWS's documented limits and the
 * assumptions in capacity/assumptions.ts. The numbers of calls and of write units are counted from the deployed code. The same seed gives the
 * same figures on every machine. `-- --write` puts the tables into docs/capacity.md.
 */
type Row = Record<string, string | number>;

const [plain, loyal] = [await oneOrder(false), await oneOrder(true)];
const calls = plain.order.calls.length;
const dueUnits = indexUnitsOf(plain.order).get('due/thanku') ?? 0;

const partitions = new Map<string, number[]>();
for (const [column, counted] of [plain.order, loyal.order, loyal.receipt].entries()) {
  for (const [partition, units] of indexUnitsOf(counted)) {
    // Each ID has a partition of its own.
    if (partition.startsWith('by-id/')) continue;
    const name = partition.replace(/^by-shop\/.*/, 'by-shop, of one shop');
    const columns = partitions.get(name) ?? [0, 0, 0];
    columns[column] = (columns[column] ?? 0) + units;
    partitions.set(name, columns);
  }
}

const tables: Record<string, Row[]> = {
  'webhook-bursts': webhookBursts(),
  'thanking-rates': thankingRates(calls),
  'busiest-hour': busiestHour(calls, partitionUnitsPerSecond / dueUnits),
  'flood-of-orders': floodOfOrders(calls),
  'receipt-rates': receiptRates(),
  'flood-of-receipts': floodOfReceipts(),
  'index-units': [...partitions].map(([partition, [order = 0, loyalOrder = 0, receipt = 0]]) => ({
    'partition of an index': partition,
    'an order': order,
    'an order with a receipt': loyalOrder,
    'the receipt': receipt,
    'orders a second, at most': Math.floor(partitionUnitsPerSecond / Math.max(loyalOrder + receipt, order)),
  })),
  'hot-partition': hotPartition(dueUnits),
  housekeeping: housekeeping(),
  reconciling: reconciling(),
};

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const cell = (value: string | number): string | number =>
  typeof value === 'number' ? value.toLocaleString('en') : value;

function markdown([first = {}, ...others]: readonly Row[]): string {
  const names = Object.keys(first);
  return [
    line(names),
    line(names.map(() => '---')),
    ...[first, ...others].map((row) => line(Object.values(row).map(cell))),
  ].join('\n');
}

const page = new URL('../docs/capacity.md', import.meta.url);
if (process.argv.includes('--write')) {
  let text = await readFile(page, 'utf8');
  for (const [name, rows] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`docs/capacity.md has no place for the table ${name}`);
    text = text.replace(place, (_, start, end) => `${start}\n\n${markdown(rows)}\n\n${end}`);
  }
  await writeFile(page, text);
  console.log('Written to docs/capacity.md. Run `npm run format`.');
} else {
  console.log(`${calls} calls to DynamoDB for an order, ${assumed.cpuMsPerCall} ms of a core for each (assumed)`);
  for (const [name, rows] of Object.entries(tables)) console.log(`\n${name}\n\n${markdown(rows)}`);
}
