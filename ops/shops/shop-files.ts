import { readFile } from 'node:fs/promises';
import { parseShopFile, type FileProblem, type PlaceInFile } from '../../lib/shops/file/parse-yaml.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { Stage } from '../../infra/stages.ts';
import { cannotRead } from '../cli/cannot-read.ts';
import { changeWarnings, type ChangeWarning } from './change-warnings.ts';
import { RefusedFiles } from '../cli/failures.ts';
import { leadsNowhere, placeholder, schemaLine } from './new-shop.ts';

export interface ShopFile {
  file: string;
  settings: ShopSettings;
  warnings: readonly FileProblem[];
  place: PlaceInFile;
  /** Its comment for editors names a schema file that is not there. */
  schemaIsMissing: boolean;
}

/** What to look at in a file and, where they are known, beside the settings in force. */
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
          message: `the schema that editors look for is not there. The line is: ${schemaLine(file)}`,
        },
      ]
    : []),
  ...warnings,
  ...[...placeholdersIn(settings, stage), ...changeWarnings(before, settings, Date.now())].map(({ path, message }) =>
    place(path, message),
  ),
];

/** What `shops new` left to be replaced; the local sandboxes take anything. */
function placeholdersIn({ thanku, thanx }: ShopSettings, { name }: Stage): ChangeWarning[] {
  if (name === 'local') return [];
  const found: [path: string[], value: string | undefined, partner: string][] = [
    [['thanku', 'thankuOrderId'], thanku.thankuOrderId, 'ThankU'],
    [['thanx', 'merchantId'], thanx?.merchantId, 'Thanx'],
  ];
  return found.flatMap(([path, value, partner]) =>
    value === placeholder
      ? [{ path, message: `replace ${placeholder} by what ${partner} gave you: it refuses this` }]
      : [],
  );
}

/** Reads files of settings, all or none. Throws `RefusedFiles` with all that is wrong, `usage` for a file that can't be read. */
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
    if (twin === undefined) good.push({ file, ...parsed, schemaIsMissing: leadsNowhere(file, text) });
    else
      problems.push({
        file,
        line: 1,
        column: 1,
        message: `${twin.file} is about the shop ${parsed.settings.shop} too`,
      });
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

/** One problem or warning as editors and terminals link it. */
export const placed = ({ file, line, column, message }: FileProblem): string => `${file}:${line}:${column}  ${message}`;
