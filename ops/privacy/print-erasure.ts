import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import type { PublicThanku } from '../../lib/privacy/named.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { countCell, number } from '../cli/words.ts';
import type { ErasureReport } from './erasure.ts';
import type { ToErase } from './subject.ts';

/** ThankUs shown one by one. `--json` has all. */
const maxShown = 50;

const pageOf = ({ id, link }: Pick<PublicThanku, 'id' | 'link'>): string | undefined =>
  id === undefined ? undefined : customerLink({ id, link });

export const thankuJson = (shop: string, { pid, ...thanku }: PublicThanku) => ({
  key: keyText({ shop, pid }),
  ...thanku,
  customerLink: pageOf(thanku),
});

export function printErasure(out: Output, { shop, customer }: ToErase, report: ErasureReport, done: boolean): void {
  const { deadLetters, notOpened, exportRequests, thankus } = report;
  const letters = deadLetters.reduce((sum, { found }) => sum + found, 0);
  const rows: [number, string][] = [
    [report.orders, 'orders with their data'],
    [report.open.length, 'orders being sent: their data is deleted when that ends'],
    [report.pollingStopped, 'receipts polled under their ID at Thanx'],
    [report.refundsStopped, 'baskets whose refunds would be sent to Thanx'],
    [report.parked, 'parked events'],
    [letters, 'dead letters'],
    [report.quarantined, 'webhooks in quarantine'],
    [exportRequests, 'requests for their data'],
  ];
  const found = rows.filter(([count]) => count > 0);
  if (found.length === 0)
    out.line(
      customer === undefined ? 'There is no data of the shop’s customers to erase.' : 'There is no data to erase.',
    );
  else
    out.table(
      [done ? 'erased' : 'would be erased', 'what'],
      found.map(([count, what]) => [countCell(count), what]),
    );
  // Even without data, a customer has a tombstone now, and what waits is not sent to the shop's own systems.
  if (done) out.done(customer === undefined ? `erased everybody of ${shop}` : `erased the customer at ${shop}`);
  if (customer !== undefined)
    out.line(
      done
        ? 'Later orders of the customer are skipped, and notifications about them that still wait aren’t sent.'
        : 'Once the customer is erased, their later orders are skipped, and notifications about them that still wait aren’t sent.',
    );
  if (exportRequests > 0 && !done) out.note('They asked for their data: answer that first (`privacy export`).');
  printThankus(out, shop, thankus);
  for (const { queue, held, notRemoved, notRestored, unfinished } of deadLetters) {
    if (held > 0) {
      out.note(
        `${queue}: somebody else holds about ${number(held)} ${held === 1 ? 'message' : 'messages'}. Run this again in 15 minutes.`,
      );
    }
    if (notRemoved > 0) out.note(`${queue}: ${number(notRemoved)} messages couldn't be deleted. Run this again.`);
    if (notRestored > 0) out.note(`${queue}: ${number(notRestored)} messages stay hidden for up to 15 minutes.`);
    if (unfinished) out.note(`${queue}: there are more messages than one run can read. Run this again.`);
  }
  for (const which of report.unreadable) out.note(`It's unknown whether this is about them: ${which}`);
  if (notOpened.length > 0) {
    out.note(
      `${number(notOpened.length)} webhooks in the shop's quarantine can't be opened, so it's unknown whether they are about this customer. They are deleted after a year.`,
    );
  }
}

export function printThankus(out: Output, shop: string, thankus: readonly PublicThanku[]): void {
  if (thankus.length === 0) return;
  out.line(
    `${number(thankus.length)} ${thankus.length === 1 ? 'ThankU names' : 'ThankUs name'} them in public. ThankU's API can't delete them: ask its support to take ${thankus.length === 1 ? 'it' : 'them'} down.`,
  );
  out.table(
    ['order', 'ThankU', 'page'],
    thankus
      .slice(0, maxShown)
      .map(({ pid, is, id, link }) => [
        keyText({ shop, pid }),
        is === 'public' ? (id ?? '') : 'perhaps: the outcome of the request is unknown',
        pageOf({ id, link }) ?? '',
      ]),
  );
  if (thankus.length > maxShown) out.line(`and ${number(thankus.length - maxShown)} more: --json shows all`);
}
