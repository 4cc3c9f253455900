import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ThankflowError } from '../errors.ts';
import { shopControl } from '../store/control.ts';
import { rows } from '../store/rows.ts';
import { changedPaths } from './changed-paths.ts';
import { claimPrefix, releasePrefix } from './pid-prefixes.ts';
import { AppliedSettings, settingsKeys } from './settings-store.ts';
import { pidPrefixOf, type ShopSettings } from './settings.ts';

export interface ApplySettings {
  documents: DynamoDBDocumentClient;
  settingsTable: string;
  controlTable: string;
}

export interface ApplyResult {
  outcome: 'created' | 'changed' | 'unchanged';
  revision: number;
  /** What differs from before: `thanku.message.de`, `thanku.holdHours`. */
  changes: string[];
}

/** More applies of one shop between a read and its write than this are no coincidence. */
const maxConflicts = 10;

/**
 * Puts a shop's settings in force. The same settings again change nothing. Refused with `bad-settings` if they would
 * change what the pids of existing orders are made of, or share pids with another shop.
 */
export async function applySettings(
  to: ApplySettings,
  settings: ShopSettings,
  { by, now }: { by: string; now: () => number },
): Promise<ApplyResult> {
  const table = rows(to.documents, to.settingsTable, AppliedSettings);
  const control = shopControl(to.documents, to.controlTable)(settings.shop);
  const key = settingsKeys.current(settings.shop);
  for (let conflict = 0; conflict < maxConflicts; conflict++) {
    const before = await table.get(key);
    const written = await replace(before);
    if (written !== undefined) return written;
  }
  throw new ThankflowError('unavailable', `the settings of ${settings.shop} kept changing meanwhile: apply them again`);

  async function replace(before: AppliedSettings | undefined): Promise<ApplyResult | undefined> {
    if (before !== undefined && isDeepStrictEqual(before.settings, settings)) {
      return { outcome: 'unchanged', revision: before.revision, changes: [] };
    }
    if (before !== undefined) {
      // Again, in case the apply that wrote it broke off before it had.
      await keep(before);
      await refuseNewPids(before.settings);
    }
    await claimPrefix(to, settings);
    const revision = (before?.revision ?? 0) + 1;
    const after = { settings, revision, appliedAt: new Date(now()).toISOString(), by };
    const { changed } =
      before === undefined
        ? await table.insert(key, after)
        : await table.change(key, (current) => (current.revision === before.revision ? after : undefined));
    if (!changed) return undefined;
    await keep(after);
    if (before !== undefined) await releasePrefix(to, before.settings, settings);
    return {
      outcome: before === undefined ? 'created' : 'changed',
      revision,
      changes: before === undefined ? [] : changedPaths(before.settings, settings),
    };
  }

  async function keep(applied: AppliedSettings): Promise<void> {
    await table.insert(settingsKeys.revision(settings.shop, applied.revision), applied);
  }

  async function refuseNewPids(before: ShopSettings): Promise<void> {
    const fixed = [
      ['platform', before.platform, settings.platform],
      ['thanku.slug', before.thanku.slug, settings.thanku.slug],
      ['thanku.pidPrefix', pidPrefixOf(before), pidPrefixOf(settings)],
    ].filter(([, was, is]) => was !== is);
    if (fixed.length === 0 || !(await control.get()).ordersExist) return;
    const what = fixed.map(([name, was, is]) => `${name} from ${was} to ${is}`).join(', ');
    throw new ThankflowError(
      'bad-settings',
      `${settings.shop} has orders, and this would change ${what}: a webhook that comes again would make a second ThankU. ` +
        'Put it back, or connect the shop anew under another `shop` id with a new `ordersPaidFrom`.',
    );
  }
}
