import { refuseToDrop } from '../../lib/shops/apply-settings.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { tooLow } from '../../lib/limit/lowered.ts';
import { newerWords, settingsStore } from '../../lib/shops/settings-store.ts';
import { shopControl } from '../../lib/store/control.ts';
import type { FileProblem } from '../../lib/shops/file/parse-yaml.ts';
import { RefusedFiles } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import type { StageAws } from '../stage/aws.ts';
import { refusedAddresses } from './notify-addresses.ts';
import { refusedBaskets } from './refused-baskets.ts';
import { describeDifference, impactDifferences, type Difference } from './impact-difference.ts';
import { replacementOf, type Replacement } from './replacement.ts';
import { placed, warningsOf, type ShopFile } from './shop-files.ts';

/** What applying a file would change. */
export interface CheckedFile {
  shop: string;
  /** The settings in effect have parts that this version doesn't know, or say that the shop is removed. */
  newer: string | undefined;
  replacement: Replacement | undefined;
  warnings: FileProblem[];
  differences: Difference[];
}

/** Compares files with the settings in effect. @throws `settings-newer` as `applySettings`; `RefusedFiles` for a limit below what is given, an address that the stage never calls, or baskets that it may not send */
export async function checkFiles(
  aws: StageAws,
  files: readonly ShopFile[],
  { by, replaceNewer }: { by: string; replaceNewer: boolean },
): Promise<CheckedFile[]> {
  const { documents, settingsTable, controlTable, stage } = aws;
  const store = settingsStore(documents, settingsTable);
  const control = shopControl(documents, controlTable);
  const limits = limitStore(documents, controlTable);
  const checked = await Promise.all(
    files.map(async (file) => {
      const { shop } = file.settings;
      const before = await store.stored(shop);
      if (before !== undefined) refuseToDrop(before, replaceNewer);
      const state = await control(shop).get();
      const { ordersExist } = state;
      const low = tooLow(file.settings.thanku.limit, state, await limits(shop).get(), Date.now());
      const baskets = await refusedBaskets(file.settings, aws);
      const replacement = replacementOf({ before, ordersExist }, file.settings, by);
      return {
        shop,
        newer:
          before?.unknown &&
          `${newerWords(before)}: ${before.removed === undefined ? 'they are dropped now' : 'this brings it back'}`,
        replacement,
        problems: [...low, ...refusedAddresses(file.settings, stage), ...baskets].map(({ path, message }) =>
          file.place(path, message),
        ),
        warnings: [
          ...(replacement ? [file.place(['shop'], replacement.message)] : []),
          ...warningsOf(file, before?.settings, stage),
        ],
        differences: before?.settings === undefined ? [] : impactDifferences(before.settings, file.settings),
      };
    }),
  );
  const problems = checked.flatMap((one) => one.problems);
  if (problems.length > 0) throw new RefusedFiles(problems);
  return checked;
}

/** Prints what a person should know before files are applied. */
export function noteChecked(out: Output, checked: readonly CheckedFile[]): void {
  for (const { newer } of checked) if (newer !== undefined) out.note(`warning: ${newer}`);
  for (const warning of checked.flatMap(({ warnings }) => warnings)) out.note(`warning: ${placed(warning)}`);
  for (const { shop, differences } of checked)
    for (const difference of differences) out.note(`${shop}: ${describeDifference(difference)}`);
}
