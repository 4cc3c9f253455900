import type { Output } from '../cli/output.ts';
import { instantOf, number } from '../cli/words.ts';
import type { RestoreReport } from './restore.ts';

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** What was done, or would be, and what nobody can know. */
export function printRestore(out: Output, report: RestoreReport, dryRun: boolean): void {
  const { to, at, shops, limited, thankus, receipts, baskets, giftCards, erased, unreadable, notReconciled } = report;
  const lines: [string, string][] = [
    ['tables went back to', instantOf(to)],
    ['restore began', instantOf(at)],
    ['paused', `${number(shops.length)} shops, and all Thanx credentials`],
    ['permits', 'count as used up for 15 minutes'],
    ['limits that count as spent', listed(limited)],
    ['ThankUs asked for again', number(thankus.length)],
    ['receipts searched for first', number(receipts.length)],
    ['baskets and refunds sent again', number(baskets.length)],
    ['orders with gift cards searched for', number(giftCards.length)],
    ['erasures repeated', `${number(erased.customers)} customers, ${number(erased.shops.length)} whole shops`],
  ];
  if (!dryRun) lines.push(['erased again', `${number(erased.orders)} orders, ${number(erased.parked)} parked events`]);
  for (const [name, value] of lines) out.line(`${out.style('bold', name)}: ${value}`);
  out.line();
  out.line(`What the tables can’t know of ${instantOf(to)} to ${instantOf(at)}:`);
  out.line('- Orders that were claimed. Reconciliation brings them back, for the shops that have switched it on.');
  out.line(`  Import the orders of these shops, which haven’t: ${listed(notReconciled)}`);
  out.line('- Cancellations and refunds at platforms that aren’t reconciled, and parked events.');
  out.line('- Settings, limits, pauses and repairs that operators made. Apply the settings files again.');
  out.line('- Requests for data (privacy export): the logs say when they came.');
  for (const message of unreadable) out.note(`Left alone: ${message}`);
}
