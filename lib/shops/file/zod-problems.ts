import { isMap, isSeq } from 'yaml';
import * as z from 'zod';
import { didYouMean, nearest } from '../../nearest.ts';
import { inShort } from '../in-short.ts';
import { settled, type Issue } from './meant-alternative.ts';
import { descriptionAt, namesAt } from './schema-names.ts';

/** One problem in a document, described for its author. */
export interface Problem {
  path: PropertyKey[];
  message: string;
  /** Set if the problem is the name of this key at `path`. */
  key?: string;
  /** The valid name that was probably meant by `key`. */
  meant?: string | undefined;
  missing?: true;
  /** Set if the problem is this part of the text at `path`. */
  part?: { offset: number; length: number };
}

/** The most unknown names reported in one place. */
const maxKeys = 200;

/** Converts Zod's issues: adds the nearest valid name, and reduces unions to the alternative probably meant. */
export function problemsOf(
  schema: z.ZodType,
  issues: readonly Issue[],
  valueAt: (path: PropertyKey[]) => unknown,
): Problem[] {
  const problems = issues.flatMap(settled).flatMap((issue) => describe(schema, issue, valueAt(issue.path)));
  // A misspelt name is also a missing one. It's reported once, where it is.
  const misspelt = new Set(problems.map(({ path, meant }) => meant && [...path, meant].join('.')));
  return problems.filter(({ path, missing }) => !missing || !misspelt.has(path.join('.')));
}

/** The paths where every alternative expects a string and the file has something else. */
export function wantedStrings(issues: readonly Issue[], base: PropertyKey[] = []): PropertyKey[][] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => wantedStrings(branch, path));
    return issue.code === 'invalid_type' && issue.expected === 'string' ? [path] : [];
  });
}

function describe(schema: z.ZodType, issue: Issue, value: unknown): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const names = namesAt(schema, path);
    // No reader needs more of them.
    return issue.keys.slice(0, maxKeys).map((key) => {
      // Another alternative has this name, so the file mixes two of them.
      if (names.includes(key))
        return { path, key, message: `"${inShort(key)}" does not go with the other names here: choose one way` };
      return { path, key, meant: nearest(key, names), message: unknownName(key, names) };
    });
  }
  if (value === undefined) {
    const what = descriptionAt(schema, path);
    return [
      {
        path,
        missing: true,
        message: `\`${path.join('.')}\` is missing${what === undefined ? '' : `: ${lowerFirst(what)}`}`,
      },
    ];
  }
  const part = issue.code === 'custom' ? Part.safeParse(issue.params).data : undefined;
  const expected = expectation(issue);
  if (issue.code === 'invalid_key') return [{ path, message: `${expected}, found "${inShort(String(path.at(-1)))}"` }];
  // A message about a part already describes it, and messages other than "expected …" don't depend on the value.
  const found = part === undefined && expected.startsWith('expected') ? `, found ${foundWords(issue, value)}` : '';
  return [{ path, message: `${expected}${found}${meantBy(issue, value)}`, ...(part && { part }) }];
}

const Part = z.object({ offset: z.number(), length: z.number() });

const secretName = /secret|token|passw|api_?key/i;

function unknownName(key: string, names: string[]): string {
  const meant = didYouMean(key, names);
  if (meant === '' && secretName.test(key)) {
    return `unknown name "${inShort(key)}"; secrets don't belong in settings files: use \`./thankflow secrets put\``;
  }
  return `unknown name "${inShort(key)}"${meant || `; here stand: ${names.join(', ')}`}`;
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return `expected ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value')
    return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `expected ${bound(issue.origin, 'at least', issue.minimum)}`;
  if (issue.code === 'too_big') return `expected ${bound(issue.origin, 'at most', issue.maximum)}`;
  if (issue.code === 'invalid_union' && wantedKinds(issue).length > 0)
    return `expected one of ${wantedKinds(issue).join(', ')}`;
  // A name of a record, such as a currency.
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'named values, indented below',
  record: 'named values, indented below',
  array: 'a list',
};

function meantBy(issue: Issue, value: unknown): string {
  if (typeof value !== 'string') return '';
  if (issue.code === 'invalid_value') return didYouMean(value, issue.values.map(String));
  return issue.code === 'invalid_union' ? didYouMean(value, wantedKinds(issue)) : '';
}

/** The kinds of which an entry must name one, such as a target's `to`. */
const wantedKinds = (issue: Extract<Issue, { code: 'invalid_union' }>): string[] =>
  'options' in issue ? (issue.options ?? []).map(String) : [];

/** The actual value, shortened, on one line and without anything like a secret. For long values, only the length. */
function foundWords(issue: Issue, value: unknown): string {
  const isTooLong = issue.code === 'too_big' || issue.code === 'too_small';
  if (typeof value === 'string') return isTooLong ? String(value.length) : JSON.stringify(inShort(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'nothing';
  if (isSeq(value)) return isTooLong ? String(value.items.length) : 'a list';
  return isMap(value) ? inShort(value.items.map(({ key }) => String(key)).join(', ')) || 'nothing' : typeof value;
}

function bound(origin: string, how: string, limit: number | bigint): string {
  if (origin === 'string') return `${how} ${limit} characters`;
  if (origin === 'array') return `${how} ${limit} entries`;
  return `${how} ${limit}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
