import { limitStore } from '../../../lib/limit/limit-store.ts';
import { dayAt } from '../../../lib/limit/period.ts';
import { controlTable, shop, type RunbookStage } from './runbook-stage.ts';

/** Makes the runbook's shop reach its limit. */
export async function reachLimit({ stack, apply }: Pick<RunbookStage, 'stack' | 'apply'>): Promise<void> {
  await apply({ limit: { perMonth: 1, timeZone: 'UTC' } });
  const row = { day: dayAt(Date.now(), 'UTC'), monthUnits: 1, dayUnits: 1, open: [] };
  await limitStore(stack.documents, controlTable)(shop).change(() => ({ row, outcome: undefined }));
}
