import type { Output } from '../cli/output.ts';
import { countCell, instant } from '../cli/words.ts';
import type { Figures } from './figures.ts';
import { sumOf } from './sum-figures.ts';
import type { Report, ReportedShop } from './gather.ts';
import {
  describeCounts,
  describeLimit,
  describeBaskets,
  describeReceipts,
  describeUnits,
  givenKinds,
  grouped,
  ordersCounted,
} from './words.ts';

export function printReport(out: Output, { stage, atMs, month, shops }: Report): void {
  const sofar = month.complete ? '' : `, so far (${instant(atMs)})`;
  out.line(`${out.style('bold', `Stage ${stage}, ${month.month}`)} in ${month.timeZone}${sofar}`);
  for (const shop of shops) printShop(out, shop);
}

function printShop(out: Output, { shop, name, total, days, limit }: ReportedShop): void {
  out.line();
  out.line(`${out.style('bold', shop)}${name === undefined ? '' : `  ${name}`}`);
  const printLimit = () => limit && out.line(`  ${'Limit'.padEnd(10)}  ${describeLimit(limit.usage)} (in units)`);
  if (total.orders === 0) {
    out.line('  No orders.');
    printLimit();
    return;
  }
  const kinds = givenKinds(total.units);
  const row = (day: string, figures: Figures) => [
    day,
    ...[figures.orders, figures.thanked].map(countCell),
    ...kinds.map(({ amount }) => ({ shown: grouped(amount(figures.units)), full: amount(figures.units) })),
    ...[sumOf(figures.skipped), figures.failed, figures.waiting, figures.simulated.orders].map(countCell),
  ];
  out.line();
  out.table(
    ['day', 'orders', 'thanked', ...kinds.map(({ title }) => title.toLowerCase()), ...rest],
    [...days.filter(({ orders }) => orders > 0).map((day) => row(day.day, day)), row('all', total)],
    'with-head',
  );
  out.line();
  printTotals(out, total);
  printLimit();
}

const rest = ['skipped', 'failed', 'waiting', 'simulated'];

function printTotals(out: Output, total: Figures): void {
  const { thanked, units, simulated, skipped, failed, waiting, notPaid, unreadable, reversed, receipts, baskets } =
    total;
  const fact = (name: string, text: string) => out.line(`  ${name.padEnd(10)}  ${text}`);
  const of = (orders: number, given: typeof units) =>
    `${ordersCounted(orders)}${orders === 0 ? '' : `: ${describeUnits(given)}`}`;
  fact('Thanked', of(thanked, units));
  if (sumOf(reversed) > 0)
    fact('Reversed', `${describeCounts(reversed)}, after the thanks. What was given stays given.`);
  if (sumOf(skipped) > 0) fact('Skipped', describeCounts(skipped));
  if (failed > 0) fact('Failed', ordersCounted(failed));
  if (waiting > 0) fact('Waiting', ordersCounted(waiting));
  if (notPaid > 0) fact('Not paid', `${ordersCounted(notPaid)} cancelled or refunded before being reported as paid`);
  if (unreadable > 0) fact('Unreadable', `${ordersCounted(unreadable)} of a newer version of thankflow`);
  if (total.perhapsThanked > 0)
    fact(
      'Perhaps',
      `${ordersCounted(total.perhapsThanked)} not counted as thanked may have a ThankU: ThankU didn’t answer`,
    );
  if (simulated.orders > 0) fact('Simulated', `${of(simulated.orders, simulated.units)}. Nothing was spent.`);
  if (Object.keys(receipts).length > 0) fact('Receipts', describeReceipts(receipts));
  if (Object.keys(baskets).length > 0) fact('Baskets', describeBaskets(baskets));
}
