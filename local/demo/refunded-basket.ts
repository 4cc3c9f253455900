import { setTimeout as delay } from 'node:timers/promises';
import { minuteMs } from '../../lib/durations.ts';
import type { Endpoints } from '../../lib/local-stack/endpoints.ts';
import { readBooks } from '../partners/books.ts';
import type { CheckResult } from './check.ts';

const shop = 'demo-square';
const order = 'SqDemo0000000000000000001ZY';
const basketId = `${shop}.${shop}-${order}`;
/** The demo's order, and what is refunded of it. */
const [subtotal, amount] = ['64.00', '32.00'];
const patienceMs = 4 * minuteMs;

/** Refunds a part of an order at its platform. */
export async function refundOrder({ adminUrls }: Endpoints): Promise<void> {
  const answer = await fetch(`${adminUrls.square}/_sandbox/orders/refund`, {
    method: 'POST',
    body: JSON.stringify({ shop, order, refund: { amount } }),
  });
  if (!answer.ok) throw new Error(`orders/refund answered ${answer.status}`);
}

/** Waits until Thanx knows of the refund. @param say prints to the user */
export async function showRefund(endpoints: Endpoints, say: (text: string) => void): Promise<CheckResult> {
  say(
    `\nSquare has refunded ${amount} EUR of order 1001, so Thanx takes back the points of that part. thankflow tells it as soon as nothing that it sent before can still arrive:`,
  );
  for (const untilMs = Date.now() + patienceMs; ; await delay(200)) {
    const { baskets, breaches } = await readBooks(endpoints);
    const basket = baskets.find(({ id }) => id === basketId);
    if (basket?.state !== 'refunded' && Date.now() < untilMs) continue;
    say(`  basket ${basketId}: ${basket?.state}, ${basket?.points} of ${Number(subtotal)} points are left`);
    return {
      ok: basket?.points === Number(subtotal) - Number(amount) && breaches.length === 0,
      text: `the points of ${amount} EUR are taken back, and ${basket?.points} of ${Number(subtotal)} are left`,
    };
  }
}
