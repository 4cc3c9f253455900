import { newerWords, settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { deployCommand } from '../cli/stages.ts';
import { ok, warning, wrong, type Finding } from '../connection/finding.ts';
import { findNewerSettings } from '../stuck/newer-settings.ts';
import type { Check } from './check.ts';

/** As many parked events as show which shops' orders wait. */
const readParked = 500;

export const settingsCheck: Check = {
  code: 'settings',
  needsStage: true,
  async findings({ stage, aws }) {
    const shops = await settingsStore(aws.documents, aws.settingsTable).list();
    const newer = await findNewerSettings(aws, shops, { read: readParked });
    return settingsFindings(stage.name, shops, new Set(newer.map(({ key }) => key)));
  },
};

/**
 * Whether the shops' settings are applied, and this checkout and the deployed functions can read them.
 * @param waiting the shops of which orders wait for a version that reads their settings
 */
export function settingsFindings(
  stage: string,
  shops: readonly StoredSettings[],
  waiting: ReadonlySet<string>,
): Finding[] {
  const inUse = shops.filter(({ removed }) => removed === undefined);
  const stuck = `./thankflow stuck --reason settings-newer --stage ${stage}`;
  if (inUse.length === 0)
    return [
      warning(
        'settings-none',
        'No shop has settings: every webhook is answered 404.',
        `./thankflow connect PLATFORM --stage ${stage}`,
      ),
    ];
  const newer = inUse.filter(({ settings }) => settings === undefined);
  const unread = inUse.filter(({ shop, settings }) => settings !== undefined && waiting.has(shop));
  const findings = [
    ...newer.map((shop) =>
      wrong(
        'settings-newer',
        `This checkout is older than settings that are in effect, and deploying it would make the shop’s new orders wait: ${newerWords(shop)}.`,
        'git pull  # or check out the version that applied them',
        stuck,
      ),
    ),
    ...unread.map(({ shop }) =>
      warning(
        'settings-unread',
        `Orders of ${shop} wait, because the deployed functions don’t know all of its settings. This checkout does.`,
        deployCommand(stage),
        stuck,
      ),
    ),
  ];
  const count = inUse.length === 1 ? 'One shop’s settings are' : `The settings of ${inUse.length} shops are`;
  return findings.length > 0 ? findings : [ok('settings', `${count} applied, and this checkout reads them whole.`)];
}
