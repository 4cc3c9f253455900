import { PutCommand, DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Plan, PlannedOrder, ThanxTrouble } from './plan.ts';
import { names, thanxCredential } from './stage.ts';
import type { World } from './world.ts';
import { minuteMs } from '../lib/durations.ts';
import { controlKeys } from '../lib/store/control.ts';
import type { Random } from './kernel/random.ts';
import { newerAttribute } from './watched-thanx.ts';

/** Swarm testing: most runs have none. */
export function drawThanxTrouble(random: Random, sometime: () => number, orders: number): ThanxTrouble {
  const fromMs = sometime();
  return {
    ...(random.chance(0.15) && {
      credential: {
        what: random.pick<'removed' | 'rotated'>(['removed', 'rotated']),
        fromMs,
        untilMs: fromMs + random.below(60) * minuteMs,
      },
    }),
    // Not in a stage's first window, when permits are granted far ahead and would be forgotten with their row.
    ...(random.chance(0.15) && { permitsLostMs: sometime() + 2 * minuteMs }),
    newer: random.chance(0.3)
      ? Array.from({ length: 4 }, () => ({
          order: random.below(orders),
          atMs: sometime() + random.below(2) * minuteMs,
        }))
      : [],
  };
}

/** Schedules the trouble with Thanx. */
export function thanxTrouble(
  world: World,
  { thanx: { credential, permitsLostMs, newer }, orders, healedMs }: Plan,
): void {
  const { kernel, table, limits, secrets, thanxAccepts } = world;
  for (const { order, atMs } of newer) {
    const planned = orders[order];
    if (planned !== undefined) kernel.at(atMs, () => writeNewer(world, planned));
  }
  if (credential !== undefined) {
    const { what, fromMs, untilMs } = credential;
    const next = { ...thanxCredential, accessToken: 'access-2' };
    kernel.at(fromMs, () => {
      kernel.tell(() => `the credential of Thanx is ${what}`);
      if (what === 'removed') secrets.credential = undefined;
      else thanxAccepts(next.accessToken);
    });
    kernel.at(Math.min(untilMs, healedMs), () => (secrets.credential = what === 'removed' ? thanxCredential : next));
  }
  // Only if thankflow then sends nothing for the length of the long window.
  if (permitsLostMs === undefined || limits.coldStartMs !== undefined) return;
  const Key = controlKeys.permits(names.credential);
  kernel.at(permitsLostMs, () => {
    kernel.tell(() => 'the row of the permits is lost');
    table.execute(new DeleteCommand({ TableName: names.control, Key }));
  });
}

/** A newer version changes a row, and adds an attribute that this version doesn't know. */
function writeNewer({ table, newId, kernel }: World, { shop, orderId }: PlannedOrder): void {
  const pk = `order#${shop}#${shop}-${orderId}`;
  for (const row of Array.from(table.rows(names.orders)).filter((one) => one['pk'] === pk)) {
    if (typeof row['version'] !== 'number') continue;
    kernel.tell(() => `a newer version writes ${String(row['pk'])} ${String(row['sk'])}`);
    const Item = { ...row, version: row['version'] + 1, writer: newId(), [newerAttribute]: { so: true } };
    table.execute(new PutCommand({ TableName: names.orders, Item }));
  }
}
