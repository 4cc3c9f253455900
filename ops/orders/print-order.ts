import type { Part } from '../../lib/order/standing.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { frozenBasket, frozenReceipt, frozenThanku } from '../../lib/store/orders.ts';
import { jsonText } from '../cli/terminal.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { instant, instantOf } from '../cli/words.ts';
import {
  coloured,
  describeAmount,
  describeBasket,
  describeCards,
  describeReceipt,
  describeThanku,
} from './describe-order.ts';
import { describeNotification, type Notification } from './notifications.ts';
import type { WholeOrder } from './read-order.ts';

export function printOrder(out: Output, order: WholeOrder, stage: string): void {
  const { thanku, basket, giftCards } = order.rows;
  const standing = (wanted: Part) => order.parts.find(({ part }) => part === wanted);
  const { number, orderId, cause, impact, attempts, id, link, refunds } = thanku;
  out.line(out.style('bold', [keyText(thanku), number, describeAmount(thanku)].filter(Boolean).join('   ')));
  const gives = cause === undefined ? '' : `   ${impact ?? ''} × ${cause}`;
  const line = (name: string, text: string) => out.line(`${name.padEnd(11)}${text}`);
  line('platform', `order ${orderId}`);
  line(
    'ThankU',
    `${coloured(out, standing('thanku'), describeThanku(thanku))}${gives}   ${counted(attempts, 'attempt')}`,
  );
  if (thanku.state === 'posted' && id !== undefined) line('', customerLink({ id, link }));
  if (hasBasket(thanku)) line('basket', coloured(out, standing('basket'), describeBasket(order.rows)));
  else line('receipt', coloured(out, standing('receipt'), describeReceipt(order.rows)));
  if (basket?.refundable !== undefined) line('', `refunds are sent to Thanx until ${instant(basket.refundable.until)}`);
  if (giftCards !== undefined) line('gift cards', describeCards(giftCards));
  order.notifications.forEach((one, index) =>
    line(index === 0 ? 'notified' : '', `${one.target}, ${one.event}: ${colouredNotification(out, one)}`),
  );
  if (refunds !== undefined) line('refunds', Object.values(refunds).map(describeRefund).join(', '));
  line('data', describeData(order));

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

function colouredNotification(out: Output, one: Notification): string {
  const words = describeNotification(one);
  if (one.state === 'failed') return out.style('red', words);
  if (one.waitsFor !== undefined) return out.style('yellow', words);
  return one.state === 'delivered' ? out.style('green', words) : words;
}

/** In a timeline, minutes are too coarse. */
const toTheSecond = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** Whether its personal data is still there, and until when. */
export function describeData({ dataKept, keptUntil, rows }: WholeOrder): string {
  const { settledAt } = rows.thanku;
  if (dataKept) return `kept${keptUntil === undefined ? '' : ` until ${instantOf(keptUntil)}, for a repair`}`;
  return settledAt === undefined ? 'gone: nothing can be sent any more' : 'deleted, because it is no longer needed';
}

/** `0` in the row: already deducted before the claim. `?`: the platform didn't say how much. */
const describeRefund = (amount: string): string =>
  amount === '0' ? 'one before the claim' : amount === '?' ? 'one of unknown size' : amount;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The requests of an order that are still kept. Personal data. */
export function requestsOf({ rows, payload }: WholeOrder): { to: string; body: string }[] {
  const thanku = frozenThanku(payload, rows.thanku);
  const receipt = rows.receipt && frozenReceipt(payload, rows.receipt);
  const basket = rows.basket && (frozenBasket(payload, rows.basket) ?? rows.basket.refundable);
  const loyalty = receipt ?? basket;
  return [
    ...(thanku === undefined
      ? []
      : [{ to: `to ThankU${thanku.simulate ? ' (simulated)' : ''}`, body: jsonText(JSON.parse(thanku.body), 2) }]),
    ...(loyalty === undefined ? [] : [{ to: 'to Thanx', body: jsonText(loyalty, 2) }]),
  ];
}

/** Prints the requests of an order. Personal data. */
export function printRequest(out: Output, order: WholeOrder): void {
  const requests = requestsOf(order);
  out.line();
  if (requests.length === 0) out.line(noRequests);
  for (const { to, body } of requests) {
    out.line(out.style('bold', to));
    out.block(body);
  }
}

export const noRequests = 'Nothing is kept of what was sent.';
