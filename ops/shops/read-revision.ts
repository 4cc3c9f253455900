import { stringify } from 'yaml';
import { ThankflowError } from '../../lib/errors.ts';
import { parseShopFile } from '../../lib/shops/file/parse-yaml.ts';
import { revisionOf } from '../../lib/shops/revisions.ts';
import { newerWords, type StoredSettings } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { RefusedFiles } from '../cli/failures.ts';
import type { StageAws } from '../stage/aws.ts';
import type { ChangeWarning } from './change-warning.ts';
import type { ShopFile } from './shop-files.ts';

/**
 * An earlier revision as the settings file that it could have come from, so that everything that is checked when a file
 * is applied is checked again. Lines and columns are those of `shops show`.
 * @throws `not-found` for an unknown revision; `refused` for a removal; `settings-newer`; `RefusedFiles` as for a file
 */
export async function readRevision(
  { documents, settingsTable, stage }: StageAws,
  current: StoredSettings,
  revision: number,
): Promise<ShopFile> {
  const { shop } = current;
  const found = await revisionOf(documents, settingsTable, shop, revision);
  if (found === undefined) {
    const there = `It has 1 to ${current.revision}: ./thankflow shops history ${shop} --stage ${stage.name}`;
    throw new ThankflowError('not-found', `${shop} has no revision ${revision}. ${there}`);
  }
  if (found.removed !== undefined)
    throw new ThankflowError('refused', `revision ${revision} is the removal of ${shop}. To remove it: shops remove`);
  if (found.settings === undefined)
    throw new ThankflowError('settings-newer', `${newerWords(found)}. Use the version that knows it`);
  const file = `${shop}, revision ${revision}`;
  const text = stringify(found.settings, { lineWidth: 0 });
  const parsed = parseShopFile(text, file, stage);
  if (!parsed.ok) throw new RefusedFiles(parsed.problems);
  const revived = current.settings === undefined ? [] : revivedKeys(current.settings, parsed.settings);
  const { place } = parsed;
  return {
    ...parsed,
    file,
    warnings: [...parsed.warnings, ...revived.map(({ path, message }) => place([...path], message))],
    schemaIsMissing: false,
  };
}

/** Keys that somebody took away, perhaps because others knew them, and that would be valid again. */
function revivedKeys(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  const statusKeys = after.statusKeys.filter((hash) => !before.statusKeys.includes(hash));
  const live = before.thanksPage?.keyVersions ?? [1];
  const versions = (after.thanksPage?.keyVersions ?? [1]).filter((version) => !live.includes(version));
  return [
    ...statusKeys.map((hash) => ({
      path: ['statusKeys'],
      message: `the status key ${hash.slice(0, 'sha256:'.length + 8)}… becomes valid again`,
    })),
    ...versions.map((version) => ({
      path: ['thanksPage', 'keyVersions'],
      message: `links with key version ${version} become valid again`,
    })),
  ];
}
