import { isScalar } from 'yaml';
import { didYouMean } from '../../nearest.ts';
import { unknownCurrencies } from './currency-warnings.ts';
import { secretsIn, withoutSecrets } from './secret-like.ts';
import { ShopSettings } from '../settings.ts';
import { templateWarnings } from './template-warnings.ts';
import { Language } from '../thanku-settings.ts';
import { keyAt, lineAndColumn, offsetOf, offsetWithin, placeAt, type Path } from './yaml-place.ts';
import { readDocument, type ParsedDocument } from './yaml-syntax.ts';
import { problemsOf, wantedStrings, type Problem } from './zod-problems.ts';

/** A problem in a file and its position. Lines and columns begin at 1. Never quotes what looks like a secret. */
export interface FileProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** Reports a problem at a path of the settings, or at its nearest parent in the file. */
export type PlaceInFile = (path: Path, message: string) => FileProblem;

export type ParsedShopFile =
  | { ok: true; settings: ShopSettings; warnings: FileProblem[]; place: PlaceInFile }
  | { ok: false; problems: FileProblem[] };

const maxChars = 100_000;
const tooLong = { offset: 0, message: `expected at most ${maxChars} characters: this is no settings file` };
const moreProblems = 'there are more problems from here on: fix those above first';
const secretHint =
  'this looks like a secret, which has no place in a file: use `./thankflow secrets put`, and replace the secret if this file was ever shared';

/** The most problems shown for one file. Finding each line means searching the whole file. */
const maxProblems = 100;

/** The names that a stage knows. */
export interface KnownNames {
  thanxCredentials: readonly string[];
}

/** Parses a shop's settings and returns all problems. With `known`, unknown names of the stage are errors too. */
export function parseShopFile(source: string, file: string, known?: KnownNames): ParsedShopFile {
  const placed = ({ offset, message }: Placed): FileProblem => ({
    file,
    ...lineAndColumn(source, offset),
    message: withoutSecrets(message),
  });
  if (source.length > maxChars) return { ok: false, problems: [placed(tooLong)] };
  const read = readDocument(source);
  const checked = read.document === undefined ? { problems: [] } : check(read.document, source, known);
  const secrets = secretsIn(source).map(({ offset }) => ({ offset, message: secretHint }));
  const problems = [...read.problems, ...secrets, ...('problems' in checked ? checked.problems : [])];
  if ('problems' in checked || problems.length > 0) {
    const once = new Map(problems.map((problem) => [`${problem.offset} ${problem.message}`, problem]));
    const ordered = [...once.values()].sort((a, b) => a.offset - b.offset);
    const next = ordered[maxProblems];
    const more = next && { offset: next.offset, message: moreProblems };
    return { ok: false, problems: [...ordered.slice(0, maxProblems), ...(more ? [more] : [])].map(placed) };
  }
  const { document } = read;
  const place: PlaceInFile = (path, message) =>
    placed({ offset: document === undefined ? 0 : offsetOf(placeAt(document, path)), message });
  return { ok: true, settings: checked.settings, warnings: checked.warnings.map(placed), place };
}

type Placed = { offset: number; message: string };

function check(
  document: ParsedDocument,
  source: string,
  known: KnownNames | undefined,
): { settings: ShopSettings; warnings: Placed[] } | { problems: Placed[] } {
  const first = ShopSettings.safeParse(document.toJS());
  if (!first.success) takeAsWritten(document, wantedStrings(first.error.issues));
  const parsed = first.success ? first : ShopSettings.safeParse(document.toJS());
  const unknown = parsed.success && known ? unknownCredential(parsed.data, known) : [];
  if (parsed.success && unknown.length === 0)
    return { settings: parsed.data, warnings: warningsOf(parsed.data, document, source) };
  const found = (path: PropertyKey[]) => valueAt(document, path);
  const problems = parsed.success ? unknown : problemsOf(ShopSettings, parsed.error.issues, found);
  // One more than is shown, to indicate that there are more.
  const reported = problems.slice(0, maxProblems + 1);
  return { problems: reported.map((one) => ({ offset: offsetFor(one, document, source), message: one.message })) };
}

function unknownCredential({ thanx }: ShopSettings, { thanxCredentials }: KnownNames): Problem[] {
  if (thanx === undefined || thanxCredentials.includes(thanx.credential)) return [];
  const message = `this stage has no Thanx credential "${thanx.credential}"${didYouMean(thanx.credential, thanxCredentials)}; it has ${thanxCredentials.join(', ')}`;
  return [{ path: ['thanx', 'credential'], message }];
}

/** YAML reads `amount: 20.50` and `merchantId: 0042` as numbers. They are texts, so every typed digit is kept. */
function takeAsWritten(document: ParsedDocument, paths: readonly PropertyKey[][]): void {
  for (const path of paths) {
    const { value } = placeAt(document, path);
    if (isScalar(value) && typeof value.value === 'number' && value.source !== undefined) value.value = value.source;
  }
}

function valueAt(document: ParsedDocument, path: PropertyKey[]): unknown {
  const value: unknown = document.getIn(path, true);
  return isScalar(value) ? value.value : value;
}

function offsetFor({ path, key, part }: Problem, document: ParsedDocument, source: string): number {
  if (key !== undefined) return keyAt(document, path, key)?.range?.[0] ?? offsetOf(placeAt(document, path));
  const place = placeAt(document, path);
  if (part !== undefined && place.value !== undefined) return offsetWithin(source, place.value, part);
  return document.hasIn(path) ? offsetOf(place) : (place.key?.range?.[0] ?? offsetOf(place));
}

/** Warnings about a valid file: about its messages, and currencies that may be misspelt. */
const warningsOf = (settings: ShopSettings, document: ParsedDocument, source: string): Placed[] => [
  ...Language.options.flatMap((language) => {
    const { value } = placeAt(document, ['thanku', 'message', language]);
    if (value === undefined) return [];
    return templateWarnings(settings.thanku.message[language] ?? '').map(({ message, ...part }) => ({
      offset: offsetWithin(source, value, part),
      message,
    }));
  }),
  ...unknownCurrencies(settings).map(({ path, message }) => ({ offset: offsetOf(placeAt(document, path)), message })),
];
