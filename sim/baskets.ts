import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { settingsKeys, SettingsRow } from '../lib/shops/stored-settings.ts';
import type { operator } from './operators.ts';
import type { Plan } from './plan.ts';
import { thanxSettings } from './settings.ts';
import { merchantKey, names } from './stage.ts';
import type { World } from './world.ts';

const Programme = z.looseObject({ mode: z.unknown().optional(), locationUid: z.unknown().optional() });

/** Schedules what only baskets need: changes of the mode, the certification, and what goes wrong with keys and scopes. */
export function baskets(world: World, plan: Plan, commands: ReturnType<typeof operator>): void {
  if (plan.baskets === undefined) return;
  const { kernel, programme, secrets } = world;
  const { certifiedMs, keys, scope, strangers } = plan.baskets;
  for (const email of strangers) programme.strangers.add(email);
  kernel.at(certifiedMs, () => commands.certify());
  // With the tables, the certification may be forgotten.
  if (plan.restore !== undefined) kernel.at(plan.healedMs, () => commands.certify());
  const stored: Record<string, string | undefined> = {};
  secrets.merchantKeys = stored;
  for (const { id, baskets: mode } of plan.shops) {
    if (mode === undefined) continue;
    stored[id] = merchantKey;
    for (const atMs of [mode.fromMs, mode.untilMs])
      if (Number.isFinite(atMs) && atMs > 0) kernel.at(atMs, () => changeMode(world, id, mode));
  }
  for (const { shop, what, fromMs, untilMs } of keys) {
    kernel.at(fromMs, () => {
      kernel.tell(() => `the merchant’s key of ${shop} is ${what}`);
      stored[shop] = what === 'missing' ? undefined : 'another-key';
    });
    kernel.at(untilMs, () => (stored[shop] = merchantKey));
  }
  if (scope === undefined) return;
  kernel.at(scope.fromMs, () => {
    kernel.tell(() => 'the credential loses the scope users.read');
    programme.scopes.readsUsers = false;
  });
  kernel.at(scope.untilMs, () => (programme.scopes.readsUsers = true));
}

/** The shop's settings get the other mode. */
function changeMode({ kernel, table }: World, shop: string, mode: Plan['shops'][number]['baskets']): void {
  const key = settingsKeys.current(shop);
  const row = SettingsRow.parse(table.get(names.settings, key));
  const { mode: _, locationUid: __, ...thanx } = Programme.parse(row.settings['thanx']);
  const settings = { ...row.settings, thanx: { ...thanx, ...thanxSettings(mode, kernel.nowMs) } };
  kernel.tell(() => `the mode of ${shop} changes`);
  table.execute(new PutCommand({ TableName: names.settings, Item: { ...key, ...row, settings } }));
}
