import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { intervalMs, switchedOn } from '../lib/reconcile/state.ts';
import { keys } from '../lib/store/keys.ts';
import type { operator } from './operators.ts';
import type { Plan } from './plan.ts';
import { names, startMs } from './stage.ts';
import type { World } from './world.ts';

/** An interval, and the time that a pass takes: at the slowest platform, it takes several runs, five minutes apart. */
const inTimeMs = intervalMs + 60 * 60_000;
/** How long a person waits before a look at what became of the command. */
const againMs = 3 * 3_600_000;

/** Opens the platform's shops, and schedules when they are reconciled and what people do. */
export function reconciliation(world: World, plan: Plan, commands: ReturnType<typeof operator>): void {
  const { kernel, table, newId, shopPlatform, reconciliation: watched, reconciler } = world;
  shopPlatform.open(plan);
  reconciler.timeout.ms = plan.reconcileTimeoutMs;
  const isAsked = (shop: string) => table.get(names.orders, keys.reconcile(shop))?.['many'] !== undefined;
  watched.onAsked((shop) => {
    const { does, afterMs } = plan.reconciled.find((one) => one.shop === shop)?.person ?? { does: 'queue', afterMs: 0 };
    const decide = () => {
      if (!isAsked(shop)) return;
      commands.reconcile(shop, does, () => kernel.at(kernel.nowMs + againMs, decide));
    };
    kernel.at(kernel.nowMs + afterMs, decide);
  });
  if (plan.reconciled.length > 0) kernel.at(plan.healedMs + inTimeMs, () => watched.checkInTime(plan.healedMs));
  for (const { shop, sinceMs, dueMs } of plan.reconciled) {
    if (sinceMs >= startMs) {
      kernel.at(sinceMs, () => commands.switchOn(shop));
      continue;
    }
    const state = { ...switchedOn(shop, sinceMs), dueAt: dueMs };
    const Item = { ...state, ...keys.reconcile(shop), version: 1, writer: newId() };
    table.execute(new PutCommand({ TableName: names.orders, Item }));
    watched.sinceMs.set(shop, sinceMs);
  }
}
