import type { Output } from '../cli/output.ts';
import { atLeast, countCell, duration, instant, number } from '../cli/words.ts';
import type { Status } from './gather.ts';
import type { Counts } from './metrics.ts';
import { printLimits } from './limits.ts';
import { printLosses } from './losses.ts';
import type { Unsettled } from './unsettled.ts';
import { warningsOf } from './warnings.ts';

export function printStatus(out: Output, status: Status, { stage, nowMs }: { stage: string; nowMs: number }): void {
  out.line(`${out.style('bold', `Stage ${stage}`)}, ${instant(nowMs)}`);
  out.line();
  // What needs a person comes first, because `--watch` shows only as much as fits on the screen.
  printStuckInShort(out, status, stage);
  printStopped(out, status, nowMs);
  printLimits(out, status.limits);
  printQueues(out, status);
  printUnsettled(out, status.unsettled);
  if (status.counted !== undefined) printCounted(out, status.counted);
  if (status.losses !== undefined) printLosses(out, status.losses);
  for (const { credential, usedInWindow, limit, windowMs, blockedUntilMs } of status.permits) {
    out.line(
      `Thanx permits, ${credential}: ${number(usedInWindow)} of ${number(limit)} used in the last ${windowMs / 60_000} minutes`,
    );
    if (blockedUntilMs !== undefined) out.line(`  Thanx said 429: nobody calls before ${instant(blockedUntilMs)}`);
  }
  for (const warning of warningsOf(status, stage)) out.note(`warning: ${warning}`);
}

function printQueues(out: Output, { queues }: Status): void {
  out.table(
    ['queue', 'waiting', 'in flight', 'oldest'],
    queues.map(({ queue, waiting, inFlight, delayed, oldestSeconds }) => {
      const filled = waiting + delayed;
      const shown = number(filled);
      return [
        queue,
        { shown: queue.endsWith('-dlq') && filled > 0 ? out.style('red', shown) : shown, full: String(filled) },
        countCell(inFlight),
        oldestSeconds === undefined ? undefined : duration(oldestSeconds),
      ];
    }),
    'with-head',
  );
  out.line('SQS counts approximately.');
  out.line();
}

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([state, count]) => `${state} ${number(count)}`)
    .join(' · ') || 'none';

function printUnsettled(out: Output, unsettled: Unsettled): void {
  const { thanku, receipt, basket, giftCards, parked, toFetch, followed, notLookedAt } = unsettled;
  out.line(out.style('bold', 'Not settled'));
  out.line(`  ThankUs     ${listed(thanku)}`);
  out.line(`  receipts    ${listed(receipt)}`);
  out.line(`  baskets     ${listed(basket)}`);
  out.line(`  gift cards  ${listed(giftCards)}`);
  out.line(`  webhooks    parked ${number(parked)}${toFetch > 0 ? ` · orders to fetch ${number(toFetch)}` : ''}`);
  out.line(`  Submitted receipts that Thanx has not decided about: ${number(followed)}`);
  if (notLookedAt !== undefined) {
    out.line(
      `  ${atLeast(notLookedAt.count, notLookedAt.atLeast)} more rows were counted by the index and not looked at one by one.`,
    );
  }
  out.line();
}

function printCounted(out: Output, { lastHour, lastDay }: NonNullable<Status['counted']>): void {
  const row = (what: string, count: (counts: Counts) => string) => [what, count(lastHour), count(lastDay)];
  out.table(
    ['CloudWatch says', 'last hour', 'last 24 h'],
    [
      row('webhooks accepted', (counts) => number(counts.WebhookAccepted)),
      row('  refused (401)', (counts) => number(counts.WebhookRefused)),
      row('  lost (429, 5xx)', (counts) => number(counts.WebhookLost)),
      row('  too large (413)', (counts) => number(counts.WebhookTooLarge)),
      row('  quarantined', (counts) => number(counts.WebhookQuarantined)),
      row('orders thanked', (counts) => number(counts.OrderThanked)),
      row('orders failed', (counts) => number(counts.OrderFailed)),
      row('receipts submitted', (counts) => number(counts.ReceiptSubmitted)),
      row(
        'receipts applied / denied',
        (counts) => `${number(counts.ReceiptApplied)} / ${number(counts.ReceiptDenied)}`,
      ),
      row('baskets billed', (counts) => number(counts.BasketBilled)),
      row('  refunds', (counts) => number(counts.BasketRefunded)),
      row('  refunds that Thanx can’t be told of', (counts) => number(counts.BasketRefundMissed)),
      row('receipts, baskets and refunds rejected', (counts) => number(counts.ReceiptRejected)),
      row('calls to ThankU', (counts) => number(counts.ThankuCall)),
      row('  failed', (counts) => share(counts.ThankuCallFailed, counts.ThankuCall)),
      row('  refused', (counts) => share(counts.ThankuCallRefused, counts.ThankuCall)),
      row('calls to Thanx', (counts) => number(counts.ThanxCall)),
      row('  failed', (counts) => share(counts.ThanxCallFailed, counts.ThanxCall)),
      row('  refused', (counts) => share(counts.ThanxCallRefused, counts.ThanxCall)),
    ],
    'with-head',
  );
  out.line('Failed: no answer, 429 or 5xx. Refused: any other 3xx or 4xx. These figures are a minute or two behind.');
  out.line();
}

const share = (count: number, all: number): string =>
  count === 0 ? '0' : `${number(count)} (${((100 * count) / Math.max(all, count)).toFixed(1)} %)`;

function printStuckInShort(out: Output, { stuck, notRead, queues }: Status, stage: string): void {
  const letters = queues
    .filter(({ queue }) => queue.endsWith('-dlq'))
    .reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
  if (stuck.length === 0 && letters === 0 && notRead === undefined) {
    out.line(out.style('green', 'Nothing is stuck.'));
    out.line();
    return;
  }
  out.line(out.style('bold', 'Stuck'));
  for (const { code, count, atLeast: more } of stuck) out.line(`  ${atLeast(count, more).padStart(7)}  ${code}`);
  if (notRead !== undefined)
    out.line(`  ${atLeast(notRead.count, notRead.atLeast).padStart(7)}  more, whose reason was not read`);
  if (letters > 0)
    out.line(`  ${number(letters).padStart(7)}  dead letters, not looked into; those of orders above are among them`);
  out.line(`  What each means and what puts it right: ./thankflow stuck --stage ${stage}`);
  out.line();
}

function printStopped(out: Output, { held }: Status, nowMs: number): void {
  if (held.length === 0) return;
  out.line(out.style('bold', 'Stopped'));
  for (const { key, code, since, detail } of held) {
    const more = `${detail === undefined ? '' : `, ${detail}`}${since === undefined ? '' : `, for ${duration((nowMs - since) / 1000)}`}`;
    out.line(`  ${key}: ${code}${more}`);
  }
  out.line();
}
