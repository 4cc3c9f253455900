import * as z from 'zod';
import { hourMs, minuteMs } from '../lib/durations.ts';
import type { Backup } from './aws/dynamodb.ts';
import type { Random } from './kernel/random.ts';
import type { operator } from './operators.ts';
import type { Plan } from './plan.ts';
import { names, startMs } from './stage.ts';
import type { World } from './world.ts';

/** After the stage is stopped, everything that runs has ended and every request has arrived. */
const quietMs = 5 * minuteMs;
/** How long operators look at a restored stage before they let it send again. */
const mostLookMs = 20 * minuteMs;
/** A restore is over before everything works again, and the rest of the run shows what becomes of its orders. */
const leastAfterMs = hourMs;

const restored = [names.orders, names.control];
const Given = z.object({ impactValue: z.number() });

/** A small share of the runs restores its tables: those without dead letters, files and reconciliation, which look further back. */
export function withRestore(random: Random, plan: Plan): Plan {
  if (!random.chance(0.3)) return plan;
  if (plan.dead !== undefined || plan.imports.length > 0 || plan.reconciled.length > 0) return plan;
  const toMs = startMs + random.below(random.pick([30_000, 5 * minuteMs]));
  const stoppedMs = toMs + random.below(random.pick([minuteMs, 30 * minuteMs, 3 * hourMs]));
  // Thanx's limits hold only if the row of permits is lost once in a while.
  const { permitsLostMs: _, ...thanx } = plan.thanx;
  return {
    ...plan,
    thanx,
    restore: { toMs, stoppedMs },
    healedMs: Math.max(plan.healedMs, stoppedMs + leastAfterMs),
    limitsRaisedMs: Math.max(plan.limitsRaisedMs, stoppedMs + leastAfterMs),
  };
}

/** Schedules the restore. @param reportAgain reports everything once more that the platforms have reported so far */
export function restores(
  world: World,
  plan: Plan,
  commands: ReturnType<typeof operator>,
  reportAgain: () => void,
): void {
  const { kernel, table, stage, limits, random } = world;
  // A stage whose permits don't count as used up after a loss must not lose them.
  if (plan.restore === undefined || limits.coldStartMs !== undefined) return;
  const { toMs, stoppedMs } = plan.restore;
  let backup: Backup = new Map();
  kernel.at(toMs, () => (backup = table.backUp(restored)));
  kernel.at(stoppedMs, () => {
    kernel.tell(() => 'the stage is stopped');
    stage.isStopped = true;
  });
  const start = () => {
    kernel.tell(() => 'the stage is started again');
    stage.isStopped = false;
    reportAgain();
    const lookedMs = kernel.nowMs + random.below(mostLookMs);
    kernel.at(lookedMs, () => {
      for (const { id } of plan.shops) {
        commands.releaseLimit(id, givenBy(world, id));
        commands.release(id, 'thanku');
        commands.release(id, 'thanx');
      }
      commands.release(plan.shops[0]?.id ?? 'shop-1', 'credential');
    });
  };
  kernel.at(stoppedMs + quietMs, () => {
    kernel.tell(() => `the tables go back to ${new Date(toMs).toISOString()}`);
    stage.restoredMs = kernel.nowMs;
    table.restore(backup);
    world.orders.restored(backup.values().flatMap((rows) => rows));
    world.thanx.restored(table.rows(names.control));
    commands.restore(toMs, start);
  });
}

/** The units that a shop has given, as ThankU's books have them. */
const givenBy = ({ wallet }: World, shop: string): number =>
  wallet.arrivals
    .filter(({ outcome, pid }) => outcome === 'created' && pid.startsWith(`${shop}-`))
    .reduce((sum, { body }) => sum + Given.parse(JSON.parse(body)).impactValue, 0);
