import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import type { PublicThanku } from '../../lib/privacy/named.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { countCell, number } from '../cli/words.ts';
import type { ErasureReport } from './erasure.ts';
import type { ToErase } from './subject.ts';

/** So many ThankUs are shown one by one; `--json` has all. */
const mostShown = 50;

const pageOf = ({ id, link }: Pick<PublicThanku, 'id' | 'link'>): string | undefined =>
  id === undefined ? undefined : customerLink({ id, link });

export const thankuJson = (shop: string, { pid, ...thanku }: PublicThanku) => ({
  key: keyText({ shop, pid }),
  ...thanku,
  customerLink: pageOf(thanku),
});

/** Says what goes or went, and what stays. */
export function tellErasure(out: Output, { shop, customer }: ToErase, report: ErasureReport, done: boolean): void {
  const {
    orders,
    open,
    pollingStopped,
    parked,
    deadLetters,
    quarantined,
    notOpened,
    unreadable,
    thankus,
    exportRequests,
  } = report;
  const letters = deadLetters.reduce((sum, { found }) => sum + found, 0);
  const rows: [number, string][] = [
    [orders, 'orders that hold their data'],
    [open.length, 'orders that are being sent right now: their data goes by itself when that ends'],
    [pollingStopped, 'receipts that are followed at Thanx under their id'],
    [parked, 'events that wait in the table'],
    [letters, 'dead letters'],
    [quarantined, 'webhooks in quarantine'],
    [exportRequests, 'requests of theirs for their data'],
  ];
  const found = rows.filter(([count]) => count > 0);
  if (found.length === 0) {
    out.line(
      customer === undefined
        ? 'Nothing is held of the shop’s customers that could be erased.'
        : 'Nothing is held of them that could be erased. Their later orders are skipped once they are erased.',
    );
  } else {
    out.table(
      [done ? 'erased' : 'would be erased', 'what'],
      found.map(([count, what]) => [countCell(count), what]),
    );
    if (done) out.done(customer === undefined ? `erased everybody of ${shop}` : `erased the customer at ${shop}`);
  }
  if (exportRequests > 0 && !done) out.note('They asked for their data: answer that first (`privacy export`).');
  tellThankus(out, shop, thankus);
  for (const { queue, held, notRemoved, notRestored, unfinished } of deadLetters) {
    if (held > 0) {
      out.note(
        `${queue}: somebody else holds about ${number(held)} ${held === 1 ? 'message' : 'messages'}. Run this again in 15 minutes: by then they are back.`,
      );
    }
    if (notRemoved > 0) out.note(`${queue}: ${number(notRemoved)} messages could not be deleted. Run this again.`);
    if (notRestored > 0) out.note(`${queue}: ${number(notRestored)} messages stay hidden for up to 15 minutes.`);
    if (unfinished) out.note(`${queue}: there are more messages than can be looked at in one go.`);
  }
  for (const which of unreadable) out.note(`Nobody can say whether this is about them: ${which}`);
  if (notOpened.length > 0) {
    out.note(
      `${number(notOpened.length)} webhooks in the shop's quarantine cannot be opened, so nobody can say whether they are about this customer. They are deleted a year after they came.`,
    );
  }
}

/** The ThankUs that stay public. */
export function tellThankus(out: Output, shop: string, thankus: readonly PublicThanku[]): void {
  if (thankus.length === 0) return;
  out.line(
    `${number(thankus.length)} ${thankus.length === 1 ? 'ThankU names' : 'ThankUs name'} them in public. ThankU offers no erasure: ask its support to take ${thankus.length === 1 ? 'it' : 'them'} down.`,
  );
  out.table(
    ['order', 'ThankU', 'page'],
    thankus
      .slice(0, mostShown)
      .map(({ pid, is, id, link }) => [
        keyText({ shop, pid }),
        is === 'public' ? (id ?? '') : 'perhaps: nobody knows how asking for it ended',
        pageOf({ id, link }) ?? '',
      ]),
  );
  if (thankus.length > mostShown) out.line(`and ${number(thankus.length - mostShown)} more: --json shows all`);
}
