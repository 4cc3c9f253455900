import { LruMap } from '../../lib/lru-map.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { describeLogLine } from './describe-log.ts';
import { describeBasketRow, describeOrderRow, describeReceiptRow, type RowLine } from './describe-rows.ts';
import { indent } from './print-lines.ts';

export interface ActivityOptions {
  /** Receives a line for each event. */
  say(line: RowLine): void;
  now(): number;
}

/** Describes each event on the local stack in a line. */
export interface Activity {
  /** A line of a function's log. */
  logged(line: string): void;
  /** An order's row after a write. */
  order(row: ThankuState): void;
  receipt(row: ReceiptState): void;
  basket(row: BasketState): void;
}

/** How many orders' numbers and last lines are remembered. */
const remembered = 10_000;

/**
 * `200 teehaus paid #1001`, then `teehaus #1001 → 2 trees → https://…`. Webhooks and problems come from the functions' logs, the rest from the
 * orders' rows.
 */
export function activity({ say, now }: ActivityOptions): Activity {
  const numbers = new LruMap<string>(remembered);
  const printed = new LruMap<string>(remembered);

  const line = (head: string, described: RowLine) => say({ ...described, text: `${head} ${described.text}` });
  const nameOf = (order: string) => numbers.get(order) ?? order.slice(order.indexOf('/') + 1);
  const changed = (key: string, { shop, pid }: { shop: string; pid: string }, described: RowLine | undefined) => {
    if (described === undefined || printed.get(key) === described.text) return;
    printed.set(key, described.text);
    line(`${indent}${shop} ${nameOf(keyText({ shop, pid }))}`, described);
  };

  return {
    logged(text) {
      const logged = describeLogLine(text);
      if (logged?.kind === 'webhook') {
        const { status, shop, what, order, number, reason } = logged;
        if (order !== undefined && number !== undefined) numbers.set(order, number);
        const about = order === undefined ? '' : ` ${nameOf(order)}`;
        const because = reason === undefined ? '' : `: ${reason}`;
        line(`${status} ${shop}`, { text: `${what}${about}${because}`, tone: status === 200 ? 'plain' : 'bad' });
      } else if (logged !== undefined) {
        const { shop = '', order, what } = logged;
        line('  !', { text: [shop, order && nameOf(order), what].filter(Boolean).join(' '), tone: 'bad' });
      }
    },
    order(row) {
      if (row.number !== undefined) numbers.set(keyText(row), row.number);
      changed(`thanku ${keyText(row)}`, row, describeOrderRow(row, now()));
    },
    receipt: (row) => changed(`receipt ${keyText(row)}`, row, describeReceiptRow(row, now())),
    basket: (row) => changed(`basket ${keyText(row)}`, row, describeBasketRow(row, now())),
  };
}
