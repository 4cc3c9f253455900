import { placesIn, written, writtenWith, type Tree } from '../../fuzz/tree.ts';

/** A text of about so many characters. */
export type TextShape = (chars: number) => string;

const list =
  (entry: string): TextShape =>
  (chars) =>
    `[${Array.from({ length: Math.floor(chars / (entry.length + 1)) }, () => entry).join(',')}]`;
const text =
  (unit: string): TextShape =>
  (chars) =>
    JSON.stringify(unit.repeat(Math.floor(chars / JSON.stringify(unit).slice(1, -1).length)));
const names =
  (value: string): TextShape =>
  (chars) => {
    const length = Math.floor(chars / (value.length + 11));
    return `{${Array.from({ length }, (_, index) => `"${String(index).padStart(7, '0')}":${value}`).join(',')}}`;
  };
const nested: TextShape = (chars) => '['.repeat(chars / 2) + ']'.repeat(chars / 2);

/** JSON for any place in a body. */
const anywhere: Record<string, TextShape> = {
  ones: list('1'),
  objects: list('{}'),
  'long integers': list('12345678901234567'),
  texts: list(`"${'x'.repeat(40)}"`),
  'texts of entities': list(`"${'&lt;'.repeat(250)}"`),
  names: names('1'),
  nested,
  commas: text(','),
  blanks: text(' '),
  nines: text('9'),
  'a number of nines': (chars) => '9'.repeat(chars),
  '"<a"': text('<a'),
  '"&amp;"': text('&amp;'),
  quotes: text('"'),
  'U+FDFA': text('\ufdfa'),
  emoji: text('👨‍👩‍👧'),
};

/** Every shape as the whole body and in every field, and every list with many entries. */
export function* bodiesOf(body: Tree): Iterable<[name: string, shape: TextShape]> {
  for (const [name, shape] of Object.entries(anywhere)) yield [`all of it ${name}`, shape];
  const top = placesIn(body).filter(({ siblings }) => body.kind === 'object' && siblings === body.children);
  const fields = top.concat(top.flatMap(({ child }) => (child.name === 'data' ? placesIn(child.tree) : [])));
  for (const place of [...fields.filter(({ isNamed }) => isNamed), undefined]) {
    const field = place?.child.name ?? 'other';
    for (const [name, shape] of Object.entries(anywhere))
      yield [`${field}: ${name}`, (chars) => writtenWith(body, place, shape(chars))];
  }
  for (const place of placesIn(body)) {
    const [entry] = place.child.tree.kind === 'array' ? place.child.tree.children : [];
    if (entry !== undefined)
      yield [`${place.child.name}: many`, (chars) => writtenWith(body, place, list(written(entry.tree))(chars))];
  }
}

const repeated =
  (unit: string): TextShape =>
  (chars) =>
    unit.repeat(Math.floor(chars / unit.length));
const lines =
  (line: (index: number) => string, before = ''): TextShape =>
  (chars) => {
    const length = Math.floor(chars / (line(10_000).length + 1));
    return `${before}${Array.from({ length }, (_, index) => line(index)).join('\n')}`;
  };

/** Settings files that once took seconds, or might. */
export const settingsFiles: Record<string, TextShape> = {
  'open brackets': repeated('['),
  'open braces': repeated('{'),
  'braces in a text': (chars) => `thanku: {message: {en: "${repeated('{')(chars)}"}}`,
  'an open quote': (chars) => `"${'a'.repeat(chars)}`,
  quotes: repeated('"'),
  'a long value': (chars) => `a: ${'aA1'.repeat(chars / 3)}`,
  'a long cause': (chars) => `thanku: {cause: ${'x'.repeat(chars)}}`,
  'a long token': (chars) => `a: Bearer ${'A'.repeat(chars)}`,
  'beginnings of tokens': (chars) => `a: ${repeated('-eyJ')(chars)}`,
  names: lines((index) => `k${index}: 1`),
  'names in impact': lines((index) => `    k${index}: 1`, 'thanku:\n  impact:\n'),
  languages: lines((index) => `    k${index}: hello`, 'thanku:\n  message:\n'),
  'one name': lines(() => 'k: 1'),
  aliases: lines(() => '<<: *a'),
  anchors: repeated('&a '),
  tags: repeated('!!x '),
  documents: repeated('---\n'),
  dashes: repeated('- '),
  'question marks': repeated('? '),
  colons: repeated('a: '),
  'commas in brackets': (chars) => `[${','.repeat(chars)}]`,
  statuses: lines(() => '  - a', 'paidStatuses:\n'),
  numbers: lines(() => '  - 1', 'paidStatuses:\n'),
  'lines of text': lines(() => ' x', 'a: |\n'),
  'empty lines': repeated('\n'),
};
