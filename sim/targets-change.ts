import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { settingsKeys, SettingsRow } from '../lib/shops/stored-settings.ts';
import type { Plan } from './plan.ts';
import { names } from './stage.ts';
import { notifySecretOf } from './targets.ts';
import type { World } from './world.ts';

const Named = z.array(z.looseObject({ name: z.string() }));

/** Stores the targets' secrets, and schedules the changes of targets. */
export function targets({ kernel, table, secrets }: World, { shops }: Plan): void {
  for (const { id, targets: its = [] } of shops) {
    if (its.length > 0) secrets.notify = { ...secrets.notify, [id]: notifySecretOf(its) };
    for (const { name, removedMs } of its) {
      if (removedMs === undefined) continue;
      kernel.at(removedMs, () => {
        const key = settingsKeys.current(id);
        const row = SettingsRow.parse(table.get(names.settings, key));
        const notify = Named.parse(row.settings['notify'] ?? []).filter((target) => target.name !== name);
        const { notify: _, ...others } = row.settings;
        const settings = { ...others, ...(notify.length > 0 && { notify }) };
        kernel.tell(() => `${name} is removed from the settings of ${id}`);
        table.execute(new PutCommand({ TableName: names.settings, Item: { ...key, ...row, settings } }));
      });
    }
  }
}
