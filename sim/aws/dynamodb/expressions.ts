import { NotModelled } from '../not-modelled.ts';
import { invalid } from './failures.ts';
import { compareStrings, compareValues, type Item } from './values.ts';

/** A condition on one attribute. */
export type Term = { attribute: string } & (
  | { kind: 'exists'; wanted: boolean }
  | { kind: 'begins'; prefix: unknown }
  | { kind: 'between'; from: unknown; until: unknown }
  | { kind: '=' | '<' | '<=' | '>' | '>='; value: unknown }
);

export interface Condition {
  /** Whether one of the terms is enough. */
  any: boolean;
  terms: readonly Term[];
}

/** The values of a request's placeholders. */
export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** Names that can be used without a placeholder, because they aren't among DynamoDB's 573 reserved words. */
const plainNames = new Set(['pk', 'sk', 'v', 'dueKind', 'dueAt', 'shop', 'createdAt', 'id', 'userId', 'purchasedAtMs']);

/** Resolves placeholders. Call `end` after the last expression. */
export class Resolver {
  readonly #names: Record<string, string>;
  readonly #values: Record<string, unknown>;
  readonly #used = new Set<string>();

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Placeholders) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  /** @throws NotModelled for a name that may be a reserved word */
  name(written: string): string {
    if (plainNames.has(written)) return written;
    if (!/^#\w+$/.test(written)) throw new NotModelled(`DynamoDB: the name ${written} in an expression`);
    this.#used.add(written);
    const name = this.#names[written];
    if (name === undefined)
      throw invalid(`An expression attribute name used in the document path is not defined: ${written}`);
    return name;
  }

  value(written: string): unknown {
    this.#used.add(written);
    const value = this.#values[written];
    if (value === undefined)
      throw invalid(`An expression attribute value used in expression is not defined: ${written}`);
    if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw new NotModelled(`DynamoDB: ${written}, which is neither a text nor a number, in an expression`);
  }

  /** @throws DynamoDB's error if a placeholder isn't used in any expression */
  end(): void {
    for (const [what, given] of [
      ['Names', this.#names],
      ['Values', this.#values],
    ] as const)
      for (const [name, value] of Object.entries(given))
        if (value !== undefined && !this.#used.has(name))
          throw invalid(`Value provided in ExpressionAttribute${what} unused in expressions: keys: {${name}}`);
  }
}

const anyName = String.raw`(#?\w+)`;
const anyValue = String.raw`(:\w+)`;
const existence = new RegExp(String.raw`^attribute_(not_)?exists\(${anyName}\)$`);
const beginning = new RegExp(String.raw`^begins_with\(${anyName}, ${anyValue}\)$`);
const between = new RegExp(`^${anyName} BETWEEN ${anyValue} AND ${anyValue}$`);
const comparison = new RegExp(`^${anyName} (=|<=|<|>=|>) ${anyValue}$`);

type Resolve = (resolver: Resolver) => Term;

/** Parses a term. Returns a function that resolves its placeholders for a request. */
function readTerm(text: string): Resolve {
  const [isExistence, not, present = ''] = existence.exec(text) ?? [];
  if (isExistence !== undefined)
    return (resolver) => ({ kind: 'exists', attribute: resolver.name(present), wanted: not === undefined });
  const [isBeginning, whole = '', prefix = ''] = beginning.exec(text) ?? [];
  if (isBeginning !== undefined)
    return (resolver) => ({ kind: 'begins', attribute: resolver.name(whole), prefix: resolver.value(prefix) });
  const [isBetween, within = '', from = '', until = ''] = between.exec(text) ?? [];
  if (isBetween !== undefined) return (resolver) => rangeTerm(resolver, within, from, until);
  const [isComparison, compared = '', operator = '', other = ''] = comparison.exec(text) ?? [];
  const kind = operators.find((one) => one === operator);
  if (isComparison !== undefined && kind !== undefined)
    return (resolver) => ({ kind, attribute: resolver.name(compared), value: resolver.value(other) });
  throw new NotModelled(`DynamoDB: the expression ${text}`);
}

const operators = ['=', '<', '<=', '>', '>='] as const;

function rangeTerm(resolver: Resolver, within: string, lower: string, upper: string): Term {
  const [from, until] = [resolver.value(lower), resolver.value(upper)];
  const order = compareValues(from, until);
  if (order === undefined || order > 0)
    throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
  return { kind: 'between', attribute: resolver.name(within), from, until };
}

const read = new Map<string, { any: boolean; terms: Resolve[] }>();

/** The product has few expressions, and each is parsed once. @throws NotModelled for unknown syntax */
export function condition(expression: string, resolver: Resolver): Condition {
  let known = read.get(expression);
  if (known === undefined) {
    const any = expression.includes(' OR ');
    // The AND of a BETWEEN is followed by a value.
    known = { any, terms: expression.split(any ? ' OR ' : / AND (?!:)/).map(readTerm) };
    read.set(expression, known);
  }
  return { any: known.any, terms: known.terms.map((resolve) => resolve(resolver)) };
}

/** Returns the attributes in a projection such as `#a, #b`. */
export const projection = (expression: string | undefined, resolver: Resolver): string[] | undefined =>
  expression?.split(', ').map((written) => resolver.name(written));

/** Whether a value comes before (below 0), within (0) or after (above 0) a term's range; `undefined` if its type differs. */
export function position(term: Term, value: unknown): number | undefined {
  switch (term.kind) {
    case 'exists':
      throw new NotModelled('DynamoDB: the existence of a sort key');
    case 'begins':
      if (typeof value !== 'string' || typeof term.prefix !== 'string') return undefined;
      return value.startsWith(term.prefix) ? 0 : compareStrings(value, term.prefix);
    case 'between': {
      const [from, until] = [compareValues(value, term.from), compareValues(value, term.until)];
      if (from === undefined || until === undefined) return undefined;
      return from < 0 ? -1 : Math.max(0, until);
    }
    default:
      return side(term.kind, compareValues(value, term.value));
  }
}

function side(kind: '=' | '<' | '<=' | '>' | '>=', order: number | undefined): number | undefined {
  if (order === undefined || kind === '=') return order;
  if (kind === '<') return order < 0 ? 0 : 1;
  if (kind === '<=') return Math.max(0, order);
  return kind === '>' ? (order > 0 ? 0 : -1) : Math.min(0, order);
}

const holdsTerm = (term: Term, item: Item | undefined): boolean => {
  const value = item?.[term.attribute];
  return term.kind === 'exists' ? (value !== undefined) === term.wanted : position(term, value) === 0;
};

export const isMet = ({ any, terms }: Condition, item: Item | undefined): boolean =>
  any ? terms.some((term) => holdsTerm(term, item)) : terms.every((term) => holdsTerm(term, item));
