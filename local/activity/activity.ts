import { LRUCache } from 'lru-cache';
import { keyText } from '../../lib/order/order-key.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { capped } from '../../lib/order/thanku/message/plain-text.ts';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { describeLogLine } from './describe-log.ts';
import { describeOrderRow, describeReceiptRow, type RowLine } from './describe-rows.ts';

/** Where the lines go. */
export interface ActivityOutput {
  print(line: string): void;
  /** Longer lines are cut; a link goes on a line of its own instead. */
  columns: number;
  colour(tone: 'good' | 'bad', text: string): string;
  now(): number;
}

/** Tells what happens on the local stack, a line for each event. */
export interface Activity {
  /** A line of a function's log. */
  logged(line: string): void;
  /** An order's row as it is after a write. */
  order(row: ThankuState): void;
  receipt(row: ReceiptState): void;
}

/** Orders that are remembered: by their number, and by what was said of them last. */
const remembered = 10_000;
const indent = '    ';

/**
 * `200 teehaus paid #1001`, then `teehaus #1001 → 2 trees → https://…`. Webhooks and troubles come from the functions' logs, what
 * became of orders from their rows.
 */
export function activity({ print, columns, colour, now }: ActivityOutput): Activity {
  const numbers = new LRUCache<string, string>({ max: remembered });
  const said = new LRUCache<string, string>({ max: remembered });

  const line = (head: string, { text, tone, link }: RowLine) => {
    const shown = capped(forTerminal(`${head} ${text}`), columns);
    const toned = tone === 'plain' ? shown : colour(tone, shown);
    if (link === undefined) return print(toned);
    const page = forTerminal(link);
    if (shown.length + 1 + page.length <= columns) return print(`${toned} ${page}`);
    print(toned);
    print(indent + page);
  };
  const nameOf = (order: string) => numbers.get(order) ?? order.slice(order.indexOf('/') + 1);
  const changed = (key: string, { shop, pid }: { shop: string; pid: string }, told: RowLine | undefined) => {
    if (told === undefined || said.get(key) === told.text) return;
    said.set(key, told.text);
    line(`${indent}${shop} ${nameOf(keyText({ shop, pid }))}`, told);
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
  };
}
