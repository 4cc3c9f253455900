import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rows } from '../store/rows.ts';
import { removedIn, settingsKeys, SettingsRow } from './stored-settings.ts';

interface Removal {
  by: string;
  /** Epoch ms. */
  nowMs: number;
}

/**
 * Removes a shop, whatever version applied its settings: a new revision has the same settings and says so. Nothing is
 * deleted. Returns the revision, and whether this call removed it; `undefined` if there is no such shop.
 */
export async function removeShop(
  { documents, settingsTable }: { documents: DynamoDBDocumentClient; settingsTable: string },
  shop: string,
  { by, nowMs }: Removal,
): Promise<{ revision: number; removed: boolean } | undefined> {
  const table = rows(documents, settingsTable, SettingsRow);
  const at = new Date(nowMs).toISOString();
  const before = await table.get(settingsKeys.current(shop));
  // Repeated in case the apply that wrote it was interrupted before this.
  if (before !== undefined) await table.insert(settingsKeys.revision(shop, before.revision), before);
  const { row, changed } = await table.change(settingsKeys.current(shop), (current) =>
    removedIn(current.settings).removed !== undefined
      ? undefined
      : {
          ...current,
          settings: { ...current.settings, removed: { at, by } },
          revision: current.revision + 1,
          appliedAt: at,
          by,
        },
  );
  if (row === undefined) return undefined;
  await table.insert(settingsKeys.revision(shop, row.revision), row);
  return { revision: row.revision, removed: changed };
}
