import { frozenBasket, frozenReceipt, frozenThanku } from '../../lib/store/orders.ts';
import { jsonText } from '../cli/terminal.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { printFacts } from '../cli/facts.ts';
import type { Output } from '../cli/output.ts';
import { toTheSecond } from '../cli/words.ts';
import { describeAmount } from './describe-order.ts';
import type { NextStep } from './next-step.ts';
import { factsOf } from './order-facts.ts';
import type { WholeOrder } from './read-order.ts';

export function printOrder(out: Output, order: WholeOrder, stage: string): void {
  const { thanku } = order.rows;
  out.line(out.style('bold', [keyText(thanku), thanku.number, describeAmount(thanku)].filter(Boolean).join('   ')));
  printFacts(out, factsOf(order), 11);

  out.line();
  for (const { at, of, what, words } of order.timeline) {
    out.line(`${toTheSecond(at)}  ${of.padEnd(10)}  ${what}`);
    if (words !== undefined) out.line(`${' '.repeat(34)}“${words}”`);
  }

  out.line();
  for (const { means, commands } of stepsOf(order)) {
    out.line(means);
    for (const command of commands) out.line(`  ./thankflow ${command} --stage ${stage}`);
  }
}

/** What happens next or can be done, with each command once. */
export function stepsOf({ next }: WholeOrder): NextStep[] {
  const told = new Set<string>();
  return next.map(({ means, commands }) => {
    const others = commands.filter((command) => !told.has(command));
    others.forEach((command) => told.add(command));
    return { means, commands: others };
  });
}

/** The requests of an order that are still kept. Personal data. */
export function requestsOf({ rows, payload }: WholeOrder): { to: string; body: string }[] {
  const thanku = frozenThanku(payload, rows.thanku);
  const receipt = rows.receipt && frozenReceipt(payload, rows.receipt);
  const basket = rows.basket && (frozenBasket(payload, rows.basket) ?? rows.basket.refundable);
  const loyalty = receipt ?? basket;
  const toThanku = thanku && {
    to: `to ThankU${thanku.simulate ? ' (simulated)' : ''}`,
    body: jsonText(JSON.parse(thanku.body), 2),
  };
  return [...(toThanku ? [toThanku] : []), ...(loyalty ? [{ to: 'to Thanx', body: jsonText(loyalty, 2) }] : [])];
}

export const noRequests = 'Nothing is kept of what was sent.';

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
