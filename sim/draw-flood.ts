import { dayMs } from '../lib/durations.ts';
import type { Random } from './kernel/random.ts';
import { uneventful, type Plan, type PlannedOrder } from './plan.ts';
import { startMs } from './stage.ts';

export const [flooding, quiet] = ['flooding', 'quiet'] as const;

/** Many more than the workers handle at a time, and than Thanx permits within minutes. */
const [leastOrders, mostOrders] = [40, 50];
/** The flooding shop's customers. Each needs a token from time to time. */
const customers = 10;
const withinMs = 300;
/** While ThankUs still wait, and when only receipts wait. */
const quietOrdersMs = [400, 90_000];

const order = (shop: string, index: number, atMs: number, email: string): PlannedOrder => ({
  shop,
  orderId: String(index),
  email,
  amount: '59.90',
  isTest: false,
  happens: [{ kind: 'paid', atMs, firstName: 'Ada' }],
});

/**
 * One shop gets many orders at once, and another shop, which shares its Thanx credential, gets two. Nothing fails and nobody interferes: then
 * thankflow can promise how soon the other shop has its turn.
 */
export function drawFlood(random: Random): Plan {
  const count = random.between(leastOrders, mostOrders);
  const flood = Array.from({ length: count }, (_, index) =>
    order(flooding, 1001 + index, startMs + random.below(withinMs), `customer-${random.below(customers)}@example.com`),
  );
  const others = quietOrdersMs.map((atMs, index) =>
    order(quiet, 5001 + index, startMs + atMs, `guest-${index}@example.com`),
  );
  return {
    ...uneventful(startMs + dayMs),
    shops: [flooding, quiet].map((id) => ({ id, isLoyal: true, holdHours: 0 })),
    orders: [...flood, ...others],
  };
}
