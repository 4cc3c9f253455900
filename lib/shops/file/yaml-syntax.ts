import { inShort } from '../in-short.ts';
import { isCollection, isScalar, parseAllDocuments, visit, type Document, type YAMLError } from 'yaml';

export type ParsedDocument = Document.Parsed;

/** Syntax that isn't allowed in a settings file. `offset` in UTF-16 code units. */
export interface SyntaxProblem {
  offset: number;
  message: string;
}

const empty = { offset: 0, message: 'the file is empty: expected the settings of one shop' };
const twoDocuments = 'a second document begins here: expected one shop per file';
const tooDeep = { offset: 0, message: 'expected settings: this is nested too deeply' };

/** The parsed file. `document` is present if its values can be read, even if there are problems. */
export interface ReadDocument {
  document?: ParsedDocument;
  problems: SyntaxProblem[];
}

/** Parses a file with one YAML document, without expanding anything. Returns all problems at once. */
export function readDocument(source: string): ReadDocument {
  const documents = parsed(source);
  if (documents === undefined) return { problems: [tooDeep] };
  const [document, second] = documents;
  if (document === undefined || document.contents === null) return { problems: [empty] };
  const template = unquotedTemplate(document, source);
  // `en: Thank you: {{customer.firstName}}`: only the colon makes the value begin with the field.
  const unquoted = template && (afterColon(document, source, template.offset) ? undefined : template);
  const found = [...document.errors, ...document.warnings];
  const broken = found
    .filter(({ code }) => !harmless.has(code))
    .reduce((first, { pos }) => Math.min(first, pos[0]), Infinity);
  // After one break in the structure, the parser reports everything that follows.
  const errors = found.filter(({ pos }) => (unquoted === undefined ? pos[0] <= broken : pos[0] < unquoted.offset));
  const shared = sharedNodes(document);
  const problems = [
    ...errors.map((error) => ({ offset: error.pos[0], message: inWords(error) })),
    ...repeatedKeys(document),
    ...shared,
  ];
  if (second !== undefined) problems.push({ offset: second.range[0], message: twoDocuments });
  if (unquoted !== undefined) return { problems: [...problems, unquoted] };
  return shared.length === 0 && errors.every(({ code }) => harmless.has(code)) ? { document, problems } : { problems };
}

/** Problems that don't affect the values. */
const harmless = new Set(['TAG_RESOLVE_FAILED']);

function parsed(source: string): ParsedDocument[] | undefined {
  try {
    const documents = parseAllDocuments(source, { prettyErrors: false, uniqueKeys: false });
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    // The parser is recursive: a few kilobytes of "[" exhaust the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Anchors and aliases. A few lines of them expand to gigabytes, and they make settings hard to read. */
function sharedNodes(document: ParsedDocument): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const refuse = (offset: number | undefined, mark: string) =>
    problems.push({ offset: offset ?? 0, message: `${mark} has no place in settings: write the value out` });
  visit(document, {
    Alias: (_, alias) => void refuse(alias.range?.[0], 'an alias (*)'),
    Node: (_, node) => {
      if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) refuse(node.range?.[0], 'an anchor (&)');
    },
  });
  return problems;
}

/** The parser compares each key with all earlier ones, which takes quadratic time. */
function repeatedKeys(document: ParsedDocument): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const message = `"${inShort(String(key.value))}" stands here a second time: expected it once`;
          problems.push({ offset: key.range?.[0] ?? 0, message });
        }
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** `en: {{customer.firstName}}, thank you` is the most common mistake, and YAML's error message doesn't help. */
function unquotedTemplate(document: ParsedDocument, source: string): SyntaxProblem | undefined {
  let offset: number | undefined;
  visit(document, {
    Map: (_, { flow, range }) => {
      if (flow !== true || !range || !source.startsWith('{{', range[0])) return undefined;
      offset = range[0];
      return visit.BREAK;
    },
  });
  return offset === undefined ? undefined : { offset, message: 'a text that begins with "{{" needs quotes around it' };
}

const afterColon = ({ errors }: ParsedDocument, source: string, offset: number): boolean =>
  errors.some(
    ({ code, pos }) => ourWords[code] === colon && pos[0] < offset && !source.slice(pos[0], offset).includes('\n'),
  );

const inWords = ({ code, message }: YAMLError): string =>
  ourWords[code] ?? `${code === 'BAD_INDENT' ? 'the indentation does not fit' : 'not YAML'}: ${message}`;

const colon = "a text with ': ' needs quotes around it";

const ourWords: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: colon,
  BLOCK_IN_FLOW: colon,
  MULTILINE_IMPLICIT_KEY: colon,
  TAB_AS_INDENT: 'a tab indents this line: expected spaces',
  RESOURCE_EXHAUSTION: tooDeep.message,
  TAG_RESOLVE_FAILED: 'a tag (!) has no place in settings: write the plain value',
};
