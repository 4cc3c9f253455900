import { didYouMean } from './nearest.ts';

/** Every field a message may name: what it is, and how it may look. */
export const templateFields = {
  'customer.firstName': { is: "The customer's first name", example: 'Ada', maybeEmpty: true },
  'customer.lastName': { is: "The customer's last name", example: 'Lovelace', maybeEmpty: true },
  'items.first.title': { is: 'The title of the first item', example: 'Oak desk', maybeEmpty: true },
  'items.count': { is: 'How many items were ordered', example: '3', maybeEmpty: false },
  'order.number': { is: "The order's number as people call it", example: '#1001', maybeEmpty: true },
  amount: { is: 'The amount of the order with its currency', example: '€29.35', maybeEmpty: false },
  impact: { is: 'How much is given, as a number', example: '3', maybeEmpty: false },
  'impact.inWords': { is: 'How much of what is given', example: '3 trees', maybeEmpty: false },
  shop: { is: "The shop's name", example: 'Oak & Ash', maybeEmpty: false },
} as const;

export type FieldName = keyof typeof templateFields;

export const fieldNames = Object.keys(templateFields).filter(isFieldName);

/** `at`: where the field stands in the template, in UTF-16 code units. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | { kind: 'field'; field: FieldName; fallback: string; at: { offset: number; length: number } };

/** What is wrong with a template, and where: `offset` and `length` in UTF-16 code units. */
export interface TemplateProblem {
  offset: number;
  length: number;
  message: string;
}

export type ParsedTemplate = { ok: true; parts: TemplatePart[] } | { ok: false; problems: TemplateProblem[] };

const token = /\{\{([^{}]*)\}\}|\{\{|\}\}/g;

/** Reads `Dear {{customer.firstName|friend}}`. Text after `|` stands in where the field is empty. All problems at once. */
export function parseTemplate(template: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  const problems: TemplateProblem[] = [];
  let textFrom = 0;
  for (const match of template.matchAll(token)) {
    const [whole, inside] = match;
    if (match.index > textFrom) parts.push({ kind: 'text', text: template.slice(textFrom, match.index) });
    textFrom = match.index + whole.length;
    const at = { offset: match.index, length: whole.length };
    const part = inside === undefined ? unpaired(whole) : field(inside, at);
    if (typeof part === 'string') problems.push({ ...at, message: part });
    else parts.push(part);
  }
  if (textFrom < template.length) parts.push({ kind: 'text', text: template.slice(textFrom) });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, parts };
}

function field(inside: string, at: { offset: number; length: number }): TemplatePart | string {
  const bar = inside.indexOf('|');
  const name = (bar < 0 ? inside : inside.slice(0, bar)).trim();
  const fallback = bar < 0 ? '' : inside.slice(bar + 1).trim();
  if (isFieldName(name)) return { kind: 'field', field: name, fallback, at };
  if (name === '') return `expected a field name between "{{" and "}}": ${fieldNames.join(', ')}`;
  return `unknown field "${name.slice(0, 60)}"${didYouMean(name, fieldNames) || `; there are ${fieldNames.join(', ')}`}`;
}

const unpaired = (braces: string): string =>
  braces === '{{' ? '"{{" is not closed by "}}"' : '"}}" closes nothing: there is no "{{" before it';

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(templateFields, name);
}
