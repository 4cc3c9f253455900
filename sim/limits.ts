import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { hourMs } from '../lib/durations.ts';
import { enforceLimit } from '../lib/limit/in-force.ts';
import { LimitSettings } from '../lib/shops/limit-settings.ts';
import type { Random } from './kernel/random.ts';
import type { operator } from './operators.ts';
import type { Plan, PlannedLimit, PlannedShop } from './plan.ts';
import { settingsRow } from './settings.ts';
import { names } from './stage.ts';
import type { World } from './world.ts';

/** As if there were none. */
const raised = 10_000;

export const limitSettings = ({ perMonth, perDay, skips }: PlannedLimit): LimitSettings =>
  LimitSettings.parse({ timeZone: 'Europe/Berlin', perMonth, perDay, then: skips ? 'skip' : 'wait' });

/** At least two units: no order needs more. */
export function drawLimits(
  random: Random,
  shops: readonly PlannedShop[],
  healedMs: number,
): Pick<Plan, 'shops' | 'limitsRaisedMs'> {
  return {
    shops: shops.map((shop) => {
      if (!random.chance(0.35)) return shop;
      const perDay = random.chance(0.6) ? random.between(2, 3) : undefined;
      const perMonth = perDay === undefined || random.chance(0.3) ? random.between(perDay ?? 2, 5) : undefined;
      return { ...shop, limit: { perDay, perMonth, skips: random.chance(0.2) } };
    }),
    limitsRaisedMs: healedMs + random.below(random.pick([1, 48])) * hourMs,
  };
}

/** In the end, operators raise the limits. */
export function raiseLimits(
  { table, kernel }: World,
  { shops, limitsRaisedMs }: Plan,
  commands: ReturnType<typeof operator>,
): void {
  for (const { id, limit, changesMs, ...shop } of shops) {
    if (limit === undefined) continue;
    kernel.at(limitsRaisedMs, () => {
      const higher = limitSettings({ ...limit, perDay: raised, perMonth: raised });
      const impact = changesMs === undefined ? 1 : 2;
      const Item = settingsRow(id, { ...shop, limit: higher, impact, revision: 5, atMs: kernel.nowMs });
      table.execute(new PutCommand({ TableName: names.settings, Item }));
      commands.limit(id, (control) => enforceLimit(control, higher));
    });
  }
}
