import type { Compared } from '../../lib/reconcile/compare-slice.ts';
import type { Output } from '../cli/output.ts';
import { countCell, instantCell, number } from '../cli/words.ts';
import type { Statement } from './statement.ts';

/** Orders shown. `--json` has all of them. */
const maxShown = 50;

const whys: Partial<Record<Compared['comparison'], string>> = {
  missing: 'paid, and no webhook arrived',
  reversal: 'cancelled or refunded, and no webhook arrived',
  refund: 'refunded in part, and no webhook arrived',
  restored: 'paid again, and no webhook arrived',
};

export function printStatement(out: Output, statement: Statement, found: readonly Compared[], title: string): void {
  const { paid, thanked, simulated, skipped, waiting, stuck, missing, leftOut } = statement;
  out.heading(title);
  const skips = Object.entries(skipped).toSorted(([, a], [, b]) => b - a);
  const rows: [number, string, string][] = [
    [paid, 'paid at the platform', ''],
    [thanked, '  thanked', ''],
    [simulated, '  simulated', ''],
    ...skips.map(([reason, count]): [number, string, string] => [count, '  skipped', reason]),
    [waiting, '  waiting', ''],
    [stuck, '  stuck', './thankflow stuck'],
    [missing, '  missing', 'no webhook arrived'],
  ];
  out.table(
    ['orders', 'what became of them', 'why'],
    rows
      .filter(([count], index) => count > 0 || index === 0)
      .map(([count, what, why]) => [countCell(count), what, why]),
  );
  if (leftOut.before > 0)
    out.line(`${number(leftOut.before)} more were paid before reconciliation began, so they don’t count.`);
  if (leftOut.otherChannel > 0)
    out.line(`${number(leftOut.otherChannel)} more are of channels that the settings leave out.`);
  if (found.length === 0) return;
  out.heading('What is missing here');
  out.table(
    ['order', 'number', 'changed', 'what'],
    found
      .slice(0, maxShown)
      .map(({ orderId, number: known, changedAt, comparison }) => [
        orderId,
        known ?? '',
        instantCell(changedAt),
        whys[comparison] ?? '',
      ]),
  );
  if (found.length > maxShown) out.note(`and ${number(found.length - maxShown)} more: --json shows all of them`);
}
