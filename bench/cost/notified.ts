import type { PlannedTarget } from '../../sim/plan.ts';
import { nothingUsed, plus, type Usage } from './bill.ts';
import { countedStage, type Counted } from './counted-stage.ts';
import type { Measured } from './measured-workers.ts';
import { paidOrder } from './paid-order.ts';
import { handled, type Settings } from './usage.ts';

/** What the messages of one order cost whose shop has these targets: thank-customer's, and notify-shop's. */
export async function countNotified(
  shop: string,
  targets: readonly PlannedTarget[],
): Promise<{ order: Counted; notices: Counted }> {
  const stage = countedStage(shop);
  stage.apply(shop, { isLoyal: false, targets });
  const paid = (orderId: string, email: string) => paidOrder(shop, orderId, { email }, stage.nowMs);
  await stage.order(paid('1001', 'somebody@example.com'));
  await stage.notices();
  stage.nowMs += 1000;
  return { order: await stage.order(paid('1002', 'ada@example.com')), notices: await stage.notices() };
}

/**
 * What an order uses in addition because its shop's targets are told that it was thanked. The processor time that thank-customer needs for it,
 * which is too short to measure, is left out.
 * @param plain the message of an order whose shop has no targets
 */
export function usageOfNotifying(
  plain: Counted,
  { order, notices }: Awaited<ReturnType<typeof countNotified>>,
  measured: Measured,
  { memoryGb, batchSize, ordersPerCacheTtl }: Settings,
  isFull: boolean,
): Usage {
  const batch = isFull ? batchSize['notify-shop'] : 1;
  const longerMs = (order.waitedMs - plain.waitedMs) / (isFull ? batchSize['thank-customer'] : 1);
  const added = {
    ...nothingUsed,
    readUnits: order.read - plain.read,
    writeUnits: order.write - plain.write,
    gbSeconds: (longerMs / 1000) * memoryGb['thank-customer'],
  };
  // The targets' secret and the shop's settings.
  const cacheReads = { ...nothingUsed, secretCalls: 1 / ordersPerCacheTtl, readUnits: 1 / ordersPerCacheTtl };
  const told = handled({ counted: notices, measured, memoryGb: memoryGb['notify-shop'], batchSize: batch });
  return [added, told, cacheReads].reduce(plus);
}
