import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { agoCell, instantOf } from '../cli/words.ts';
import { receiptStanding, thankuStanding, type Part } from '../../lib/order/standing.ts';
import {
  coloured,
  describeAmount,
  describeReceipt,
  describeThanku,
  type OrderRows,
  describeCards,
} from './order-rows.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import { frozenReceipt, frozenThanku } from '../../lib/store/orders.ts';
import { jsonText } from '../cli/terminal.ts';
import type { WholeOrder } from './read-order.ts';

/** An order in short, as programs want it. */
export const summaryOf = ({ thanku, receipt, giftCards }: OrderRows) => ({
  key: keyText(thanku),
  number: thanku.number,
  orderId: thanku.orderId,
  amount: thanku.amount,
  currency: thanku.currency,
  paidAt: thanku.paidAt,
  createdAt: thanku.createdAt,
  state: thanku.state,
  reason: thanku.reason,
  thankuId: thanku.id,
  receipt:
    receipt === undefined
      ? { state: thanku.receipt, reason: thanku.receiptReason }
      : { state: receipt.state, reason: receipt.reason, id: receipt.id },
  giftCards: giftCards?.cards.map(({ last4, state, reason }) => ({ last4, state, reason })),
});

/** A table of orders; `by` says how one was found. */
export function printOrders(out: Output, orders: readonly (OrderRows & { by?: string })[]): void {
  const nowMs = Date.now();
  const found = orders.some(({ by }) => by !== undefined);
  out.table(
    ['order', 'number', 'amount', 'first seen', 'ThankU', 'receipt', ...(found ? ['found by'] : [])],
    orders.map((order) => [
      keyText(order.thanku),
      order.thanku.number,
      describeAmount(order.thanku),
      agoCell(Date.parse(order.thanku.createdAt), nowMs),
      coloured(out, thankuStanding(order.thanku, undefined, nowMs), describeThanku(order.thanku)),
      {
        shown: coloured(
          out,
          order.receipt && receiptStanding(order.receipt, undefined, nowMs),
          shortly(describeReceipt(order)),
        ),
        full: describeReceipt(order),
      },
      ...(found ? [order.by ?? ''] : []),
    ]),
  );
}

/** That a shop has no loyalty programme need not be said in each row. */
const shortly = (receipt: string): string => (receipt === 'none (not-configured)' ? '–' : receipt);

/** An order's whole life, for people. */
export function printOrder(out: Output, order: WholeOrder, stage: string): void {
  const { thanku, giftCards } = order.rows;
  const standing = (wanted: Part) => order.parts.find(({ part }) => part === wanted);
  const { number, orderId, cause, impact, attempts, id, link, refunds, settledAt } = thanku;
  out.line(out.style('bold', [keyText(thanku), number, describeAmount(thanku)].filter(Boolean).join('   ')));
  const gives = cause === undefined ? '' : `   ${impact ?? ''} × ${cause}`;
  const line = (name: string, text: string) => out.line(`${name.padEnd(11)}${text}`);
  line('platform', `order ${orderId}`);
  line(
    'ThankU',
    `${coloured(out, standing('thanku'), describeThanku(thanku))}${gives}   ${counted(attempts, 'attempt')}`,
  );
  if (thanku.state === 'posted' && id !== undefined) line('', customerLink({ id, link }));
  line('receipt', coloured(out, standing('receipt'), describeReceipt(order.rows)));
  if (giftCards !== undefined) line('gift cards', describeCards(giftCards));
  if (refunds !== undefined) line('refunds', Object.values(refunds).map(describeRefund).join(', '));
  line('data', describeData(order, settledAt));

  out.line();
  for (const { at, of, what, words } of order.timeline) {
    out.line(`${toTheSecond(at)}  ${of.padEnd(10)}  ${what}`);
    if (words !== undefined) out.line(`${' '.repeat(34)}“${words}”`);
  }

  out.line();
  const told = new Set<string>();
  for (const { means, commands } of order.next) {
    out.line(means);
    for (const command of commands) if (!told.has(command)) out.line(`  ./thankflow ${command} --stage ${stage}`);
    commands.forEach((command) => told.add(command));
  }
}

/** In a timeline minutes are too coarse. */
const toTheSecond = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

function describeData({ dataKept, keptUntil }: WholeOrder, settledAt: string | undefined): string {
  if (dataKept) return `kept${keptUntil === undefined ? '' : ` until ${instantOf(keptUntil)}, for a repair`}`;
  return settledAt === undefined ? 'gone: nothing can be sent any more' : 'gone, as nobody needs it any more';
}

/** As the row keeps it: `0` was taken off the amount before the claim, `?` is not said by the platform. */
const describeRefund = (amount: string): string =>
  amount === '0' ? 'one before the claim' : amount === '?' ? 'one of unknown size' : amount;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is sent for an order, for people. */
export function printRequest(out: Output, { rows, payload }: WholeOrder): void {
  const thanku = frozenThanku(payload, rows.thanku);
  const receipt = rows.receipt && frozenReceipt(payload, rows.receipt);
  out.line();
  if (thanku === undefined && receipt === undefined) out.line('Nothing is kept of what was sent.');
  if (thanku !== undefined) {
    out.line(`${out.style('bold', 'to ThankU')}${thanku.simulate ? ' (simulated)' : ''}`);
    out.block(jsonText(JSON.parse(thanku.body), 2));
  }
  if (receipt !== undefined) {
    out.line(out.style('bold', 'to Thanx'));
    out.block(jsonText(receipt, 2));
  }
}
