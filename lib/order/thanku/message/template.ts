import { didYouMean } from '../../../nearest.ts';

/** Every field that a message may use: meaning, example, and whether it's a whole number, which can have a noun. */
export const templateFields = {
  'customer.firstName': { is: "The customer's first name", example: 'Ada', maybeEmpty: true, wholeNumber: false },
  'customer.lastName': { is: "The customer's last name", example: 'Lovelace', maybeEmpty: true, wholeNumber: false },
  'items.first.title': { is: 'The title of the first item', example: 'Oak desk', maybeEmpty: true, wholeNumber: false },
  'items.count': { is: 'How many items were ordered', example: '3', maybeEmpty: false, wholeNumber: true },
  'order.number': {
    is: "The order's number as people call it",
    example: '#1001',
    maybeEmpty: true,
    wholeNumber: false,
  },
  amount: { is: 'What the customer paid, in their currency', example: '€29.35', maybeEmpty: false, wholeNumber: false },
  impact: { is: 'How much is given, as a number', example: '3', maybeEmpty: false, wholeNumber: true },
  'impact.inWords': { is: 'How much of what is given', example: '3 trees', maybeEmpty: false, wholeNumber: false },
  shop: { is: "The shop's name", example: 'Oak & Ash', maybeEmpty: false, wholeNumber: false },
} as const;

export type FieldName = keyof typeof templateFields;

export const fieldNames = Object.keys(templateFields).filter(isFieldName);

const numberNames = fieldNames.filter((name) => templateFields[name].wholeNumber);

/** A noun's forms, named after CLDR's plural categories. */
export type Noun = Record<'one' | 'other', string>;

/** `at`: the field's position in the template, in UTF-16 code units. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | { kind: 'field'; field: FieldName; noun?: Noun; fallback: string; at: Place };

interface Place {
  offset: number;
  length: number;
}

/** A problem in a template. `offset` and `length` are in UTF-16 code units. */
export interface TemplateProblem extends Place {
  message: string;
}

export type ParsedTemplate = { ok: true; parts: TemplatePart[] } | { ok: false; problems: TemplateProblem[] };

/** In other template languages, three braces mean a field without escaping. */
const token = /\{{3,}([^{}]*)\}{3,}|\{\{([^{}]*)\}\}|\{\{|\}\}/g;

/**
 * Reads `Dear {{customer.firstName|friend}}, thank you for {{items.count:book/books}}`. Text after `|` is the fallback
 * when the field is empty; text after `:` is a number's noun, singular and plural. Returns all problems at once.
 */
export function parseTemplate(template: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  const problems: TemplateProblem[] = [];
  let textFrom = 0;
  for (const match of template.matchAll(token)) {
    const [whole, insideMore, inside] = match;
    if (match.index > textFrom) parts.push({ kind: 'text', text: template.slice(textFrom, match.index) });
    textFrom = match.index + whole.length;
    const at = { offset: match.index, length: whole.length };
    const part = inside === undefined ? { ...at, message: misplaced(whole, insideMore) } : field(inside, at);
    if ('message' in part) problems.push(part);
    else parts.push(part);
  }
  if (textFrom < template.length) parts.push({ kind: 'text', text: template.slice(textFrom) });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, parts };
}

function field(inside: string, at: Place): TemplatePart | TemplateProblem {
  const [head, fallback = ''] = splitAt(inside, '|');
  const [named, noun] = splitAt(head, ':');
  const name = named.trim();
  const problem = (message: string, place = at) => ({ ...place, message });
  if (name === '') return problem(`expected a field name between "{{" and "}}": ${fieldNames.join(', ')}`);
  if (!isFieldName(name)) {
    const known = didYouMean(name, fieldNames) || `; there are ${fieldNames.join(', ')}`;
    return problem(`unknown field "${name.slice(0, 60)}"${known}`);
  }
  const part = { kind: 'field' as const, field: name, fallback: fallback.trim(), at };
  if (noun === undefined) return part;
  if (!templateFields[name].wholeNumber) {
    return problem(`"${name}" is not a number, so it can't have a noun after ":"; ${numberNames.join(' and ')} can`);
  }
  const [one = '', other = '', ...more] = noun.split('/').map((form) => form.trim());
  if (one === '' || other === '' || more.length > 0) {
    const place = { offset: at.offset + '{{'.length + named.length, length: ':'.length + noun.length };
    return problem(`expected the noun's singular and plural, as in {{${name}:book/books}}`, place);
  }
  return { ...part, noun: { one, other } };
}

/** The text before the first `mark`, and the text after it. */
function splitAt(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function misplaced(braces: string, inside: string | undefined): string {
  if (inside !== undefined) return `expected two braces on each side, as in {{${inside.trim().slice(0, 60)}}}`;
  return braces === '{{' ? '"{{" is not closed by "}}"' : '"}}" closes nothing: there is no "{{" before it';
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(templateFields, name);
}
