import { readFile } from 'node:fs/promises';
import { parseShopFile, type FileProblem, type PlaceInFile } from '../../lib/shops/file/parse-yaml.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { Stage } from '../../infra/stages.ts';
import { cannotRead } from '../cli/cannot-read.ts';
import type { ChangeWarning } from './change-warning.ts';
import { changeWarnings } from './change-warnings.ts';
import { RefusedFiles } from '../cli/failures.ts';
import { isSchemaMissing, madeUpShopIds, placeholder, schemaLine } from './new-shop.ts';

export interface ShopFile {
  file: string;
  settings: ShopSettings;
  warnings: readonly FileProblem[];
  place: PlaceInFile;
  /** Its comment for editors names a schema that doesn't exist. */
  schemaIsMissing: boolean;
}

/** A file's warnings, also about changes of the current settings if these are known. */
export const warningsOf = (
  { file, settings, warnings, place, schemaIsMissing }: ShopFile,
  before: ShopSettings | undefined,
  stage: Stage,
): FileProblem[] => [
  ...(schemaIsMissing
    ? [
        {
          file,
          line: 1,
          column: 1,
          message: `the schema for editors doesn't exist. Replace this line with: ${schemaLine(file)}`,
        },
      ]
    : []),
  ...warnings,
  ...[...placeholdersIn(settings, stage), ...changeWarnings(before, settings, Date.now())].map(({ path, message }) =>
    place(path, message),
  ),
];

/** Placeholders of `shops new`. The local sandboxes accept them. */
function placeholdersIn({ thanku, thanx, platform, platformShopId }: ShopSettings, { name }: Stage): ChangeWarning[] {
  if (name === 'local') return [];
  const found: [path: string[], value: string | undefined, partner: string][] = [
    [['thanku', 'thankuOrderId'], thanku.thankuOrderId, 'ThankU'],
    [['thanx', 'merchantId'], thanx?.merchantId, 'Thanx'],
  ];
  const replacements = found.flatMap(([path, value, partner]) =>
    value === placeholder
      ? [{ path, message: `replace ${placeholder} with the value from ${partner}, which refuses this one` }]
      : [],
  );
  if (platformShopId === undefined || platformShopId !== madeUpShopIds[platform]) return replacements;
  const message = `replace ${platformShopId} with the platform's own ID of this shop: until then, none of its webhooks is taken`;
  return [{ path: ['platformShopId'], message }, ...replacements];
}

/** Reads settings files. @throws `RefusedFiles` with all problems; `usage` if a file can't be read */
export async function readShopFiles(
  files: readonly string[],
  known?: { thanxCredentials: readonly string[] },
): Promise<ShopFile[]> {
  const good: ShopFile[] = [];
  const problems: FileProblem[] = [];
  for (const file of files) {
    const text = await textOf(file);
    const parsed = parseShopFile(text, file, known);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      continue;
    }
    const twin = good.find(({ settings }) => settings.shop === parsed.settings.shop);
    if (twin === undefined) good.push({ file, ...parsed, schemaIsMissing: isSchemaMissing(file, text) });
    else
      problems.push({ file, line: 1, column: 1, message: `${twin.file} is also for the shop ${parsed.settings.shop}` });
  }
  if (problems.length > 0) throw new RefusedFiles(problems);
  return good;
}

async function textOf(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new RefusedFiles([{ file, line: 1, column: 1, message: 'expected text in UTF-8' }]);
    }
    throw cannotRead(file, cause);
  }
}

/** A problem or warning with its place, in the form that editors and terminals link. */
export const placed = ({ file, line, column, message }: FileProblem): string => `${file}:${line}:${column}  ${message}`;
