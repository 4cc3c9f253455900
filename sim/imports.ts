import { minuteMs } from '../lib/durations.ts';
import type { Random } from './kernel/random.ts';
import type { operator } from './operators.ts';
import type { Outage } from './outages.ts';
import { orderData } from './order-data.ts';
import { fileEntries, type Import, type Plan, type PlannedOrder, type PlannedShop, type FileEntry } from './plan.ts';
import { startMs } from './stage.ts';
import type { World } from './world.ts';

const maxUntold = 3;

/** Orders without a webhook for their payment. They are only in a file, though webhooks reverse some of them. */
export function drawUntold(random: Random, shops: readonly PlannedShop[], sometime: () => number): PlannedOrder[] {
  return Array.from({ length: random.between(1, maxUntold) }, (_, index): PlannedOrder => {
    const reversal = random.pick(['none', 'none', 'cancelled', 'refunded'] as const);
    return {
      shop: random.pick([shops[0]?.id ?? 'shop-1', shops.at(-1)?.id ?? 'shop-1']),
      orderId: String(2001 + index),
      email: `customer-${random.between(1, 2)}@example.com`,
      amount: '59.90',
      isTest: random.chance(0.1),
      inFile: random.pick<FileEntry>(['paid', 'paid', 'paid', ...fileEntries]),
      happens: [
        ...(reversal === 'cancelled' ? [{ kind: reversal, atMs: sometime() }] : []),
        ...(reversal === 'refunded' ? [{ kind: reversal, atMs: sometime(), refund: 'refund-0', amount: '10.00' }] : []),
      ],
    };
  });
}

/** Imports, often at the moment of an order's webhook or of an outage. */
export function drawImports(
  random: Random,
  orders: readonly PlannedOrder[],
  outages: readonly Outage[],
  sometime: () => number,
): Import[] {
  const webhooksMs = orders.flatMap(({ happens }) => happens.map(({ atMs }) => atMs));
  return [...new Set(orders.map(({ shop }) => shop))].flatMap((shop) => {
    const atMs = random.pick([
      sometime() + random.below(20) * minuteMs,
      ...webhooksMs,
      ...outages.map(({ fromMs }) => fromMs + 1),
    ]);
    return Array.from({ length: random.pick([1, 1, 2]) }, () => ({
      shop,
      atMs,
      perSecond: random.pick([1, 20]),
      ...(random.chance(0.3) && { mostTurns: random.between(2, 40) }),
    }));
  });
}

/** A shop's orders as a file, with one duplicate and an unreadable line. */
function fileOf({ orders }: Pick<Plan, 'orders'>, shop: string): Buffer {
  const lines = orders.filter((order) => order.shop === shop && order.inFile !== undefined).map(lineOf);
  return Buffer.from([...lines, '{"id": "30', ...lines.slice(0, 1)].join('\n'));
}

function lineOf(order: PlannedOrder): string {
  if (order.inFile === 'cancelled')
    return JSON.stringify({
      type: 'order.cancelled',
      timestamp: new Date(startMs).toISOString(),
      data: { id: order.orderId },
    });
  const isOld = order.inFile === 'before-orders-paid-from';
  return JSON.stringify({ ...orderData(order, 'Ada'), ...(isOld && { paidAt: '2025-12-31T23:59:59Z' }) });
}

/** Schedules the imports. */
export function imports(world: World, plan: Plan, commands: ReturnType<typeof operator>): void {
  for (const one of plan.imports)
    world.kernel.at(one.atMs, () =>
      commands.import(one, fileOf(plan, one.shop), () => void world.importedShops.add(one.shop)),
    );
}
