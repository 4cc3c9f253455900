import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ThankflowError } from '../errors.ts';
import { unknownFields } from '../open-object.ts';
import { shopControl } from '../store/control.ts';
import { rows } from '../store/rows.ts';
import { enforceLimit, spendForgotten } from '../limit/in-force.ts';
import { limitStore } from '../limit/limit-store.ts';
import { carryRestore, restoreRows } from '../restore/restored.ts';
import { switchReconciliation } from '../reconcile/switch.ts';
import { tooLow } from '../limit/lowered.ts';
import { changedPaths } from './changed-paths.ts';
import { claimPrefix, releasePrefix } from './pid-prefixes.ts';
import { newerWords, storedSettings, type StoredSettings } from './settings-store.ts';
import { pidPrefixOf, type ShopSettings } from './settings.ts';
import { pidPartsIn, settingsKeys, SettingsRow } from './stored-settings.ts';

export interface ApplySettings {
  documents: DynamoDBDocumentClient;
  settingsTable: string;
  controlTable: string;
  ordersTable: string;
}

export interface ApplyOptions {
  by: string;
  now: () => number;
  /** Also replaces settings that this version can't fully read. The unknown parts are then no longer in effect. */
  replaceNewer?: boolean;
}

export interface ApplyResult {
  outcome: 'created' | 'changed' | 'unchanged';
  revision: number;
  /** The changed settings: `thanku.message.de`, `thanku.holdHours`. */
  changes: string[];
}

/** More concurrent applies for one shop than this aren't a coincidence. */
const maxConflicts = 10;

/**
 * Applies a shop's settings. Equal settings change nothing. Every revision is stored as applied, with all its keys.
 * @throws `bad-settings` if the pids of existing orders would change, two shops would share pids, or a limit would be
 *   lower than what is already given; `settings-newer` if
 *   settings would be lost that this version doesn't know
 */
export async function applySettings(
  to: ApplySettings,
  settings: ShopSettings,
  { by, now, replaceNewer = false }: ApplyOptions,
): Promise<ApplyResult> {
  const { shop } = settings;
  const table = rows(to.documents, to.settingsTable, SettingsRow);
  const control = shopControl(to.documents, to.controlTable)(shop);
  const limit = limitStore(to.documents, to.controlTable)(shop);
  const key = settingsKeys.current(shop);
  for (let conflict = 0; conflict < maxConflicts; conflict++) {
    const before = await table.get(key);
    const written = await replace(before && storedSettings(shop, before), before);
    if (written !== undefined) return written;
  }
  throw new ThankflowError('unavailable', `the settings of ${shop} kept changing meanwhile: apply them again`);

  async function replace(
    before: StoredSettings | undefined,
    row: SettingsRow | undefined,
  ): Promise<ApplyResult | undefined> {
    if (before !== undefined && row !== undefined) {
      if (isDeepStrictEqual(before.settings, settings)) {
        // Repeated in case the limit in force is an interrupted apply's.
        await enforceLimit(control, settings.thanku.limit);
        if (settings.reconcile !== undefined) await switchReconciliation(to, shop, true, now());
        return { outcome: 'unchanged', revision: before.revision, changes: [] };
      }
      refuseToDrop(before, replaceNewer);
      // Repeated in case the apply that wrote it was interrupted before this.
      await keep(row);
      await refuseNewPids(before);
    }
    const [low] = tooLow(settings.thanku.limit, await control.get(), await limit.get(), now());
    if (low !== undefined) throw new ThankflowError('bad-settings', `${low.path.join('.')}: ${low.message}`);
    await claimPrefix(to, settings);
    const revision = (before?.revision ?? 0) + 1;
    const appliedAt = new Date(now()).toISOString();
    const after = { ...unknownFields(SettingsRow, row), settings, revision, appliedAt, by };
    if (before === undefined) await carryRestore(restoreRows(to.documents, to.controlTable), control);
    // Before the settings: an apply that is interrupted in between is repeated by the operator.
    await spendForgotten(control, limit, settings.thanku.limit);
    await enforceLimit(control, settings.thanku.limit);
    const { changed } =
      before === undefined
        ? await table.insert(key, after)
        : await table.change(key, (current) => (current.revision === before.revision ? after : undefined));
    if (!changed) return undefined;
    await keep(after);
    const wasOn = before?.raw['reconcile'] !== undefined;
    if (wasOn || settings.reconcile !== undefined)
      await switchReconciliation(to, shop, settings.reconcile !== undefined, now());
    const { slug, pidPrefix } = (before && pidPartsIn(shop, before.raw)) ?? {};
    if (slug !== undefined && pidPrefix !== undefined) await releasePrefix(to, { slug, pidPrefix }, settings);
    return {
      outcome: before === undefined ? 'created' : 'changed',
      revision,
      changes: before === undefined ? [] : changedPaths(before.settings ?? before.raw, settings),
    };
  }

  async function keep(applied: SettingsRow): Promise<void> {
    await table.insert(settingsKeys.revision(shop, applied.revision), applied);
  }

  async function refuseNewPids({ raw }: StoredSettings): Promise<void> {
    const was = pidPartsIn(shop, raw);
    const fixed = [
      ['platform', was?.platform, settings.platform],
      ['thanku.slug', was?.slug, settings.thanku.slug],
      ['thanku.pidPrefix', was?.pidPrefix, pidPrefixOf(settings)],
    ].filter(([, before, after]) => before !== after);
    if (fixed.length === 0 || !(await control.get()).ordersExist) return;
    const what = fixed.map(([name, before = 'something unknown', after]) => `${name} from ${before} to ${after}`);
    throw new ThankflowError(
      'bad-settings',
      `${shop} has orders, and this would change ${what.join(', ')}: a webhook that comes again would make a second ThankU. ` +
        'Put it back, or connect the shop again under another `shop` id with a new `ordersPaidFrom`.',
    );
  }
}

/** @throws `settings-newer` if settings that this version can't fully read would be replaced without `replaceNewer` */
export function refuseToDrop(before: StoredSettings, replaceNewer: boolean): void {
  if (before.settings !== undefined || replaceNewer) return;
  // Settings of a removed shop that this version knows otherwise.
  if (before.removed !== undefined && before.unknown.every((name) => name === 'removed')) return;
  throw new ThankflowError(
    'settings-newer',
    `${newerWords(before)}. Applying this file would remove what it doesn't know. Use the version that knows it; or, if the shop ` +
      `is to do without it, apply the file with --replace-newer: revision ${before.revision} is kept as it is.`,
  );
}
