import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { Output } from '../cli/output.ts';
import { countCell, instantOf } from '../cli/words.ts';
import type { Imported } from './import-orders.ts';

/** Problems shown. `--json` has a hundred. */
const shownProblems = 20;

export function printImported(
  out: Output,
  imported: Imported,
  { file, settings, dryRun }: { file: string; settings: ShopSettings; dryRun: boolean },
): void {
  const { claim, simulated, impact, receipts, receiptAmount, leftOut, unpaid } = imported;
  const { thanku, thanx } = settings;
  const simulatedNote = simulated === 0 ? '' : `, ${simulated} of them simulated`;
  const would = dryRun ? 'would be ' : '';
  const nothing = dryRun ? 'would be left out' : 'left out';
  const rows: [count: number, what: string, becomes: string][] = [
    [claim, 'paid', `${would}thanked: ${impact} × ${thanku.cause} in all${simulatedNote}`],
    [
      receipts,
      'with a receipt for Thanx',
      `${would}submitted: ${receiptAmount} ${thanx?.currency ?? ''} in all; non-members get none`,
    ],
    ...reasons(leftOut).map(([reason, count]): [number, string, string] => [
      count,
      `left out by the settings: ${reason}`,
      `${would}left without a ThankU`,
    ]),
    [imported.reversals, 'thanked or under way, and cancelled, refunded or no longer paid since', `${would}reversed`],
    [imported.there, 'there already', nothing],
    [imported.twice, 'again in the file', nothing],
    [
      imported.beforeOrdersPaidFrom,
      'paid before `ordersPaidFrom`',
      `${nothing}: history ends ${instantOf(settings.ordersPaidFrom)}`,
    ],
    [imported.overAYear, 'paid over a year ago', nothing],
    ...reasons(unpaid).map(([reason, count]): [number, string, string] => [count, reason, nothing]),
    [imported.cancelled, 'cancelled, refunded or no longer paid', nothing],
    [imported.erased, 'of customers who asked to be forgotten', nothing],
    [imported.noOrder, 'no orders but other events', nothing],
    [imported.unreadable, 'not readable', `${nothing}: see below`],
  ];
  if (imported.orders === 0) out.note(`There is no order in ${file}.`);
  else
    out.table(
      ['orders', 'what they are', dryRun ? 'what would happen' : 'what happened'],
      rows.filter(([count]) => count > 0).map(([count, what, becomes]) => [countCell(count), what, becomes]),
    );
  if (!dryRun) out.done(`sent ${imported.sent} ${imported.sent === 1 ? 'order' : 'orders'}`);
  for (const { line, reason } of imported.problems.slice(0, shownProblems)) out.note(`${file}:${line}  ${reason}`);
  const more = imported.unreadable - Math.min(imported.problems.length, shownProblems);
  if (more > 0) out.note(`and ${more} more that are not readable (--json shows the first ${imported.problems.length})`);
  if (imported.cardsWithoutKey > 0) {
    out.note(
      `${imported.cardsWithoutKey} gift cards are left out: the stage has no key yet (secrets put gift-card-key).`,
    );
  }
  if (imported.unreadable > 0) process.exitCode = 3;
  if (imported.beforeOrdersPaidFrom > 0) {
    out.note('To thank for older orders, set `ordersPaidFrom` in the settings to an earlier day and apply them first.');
  }
}

const reasons = (counts: Record<string, number>) => Object.entries(counts).toSorted(([, a], [, b]) => b - a);
