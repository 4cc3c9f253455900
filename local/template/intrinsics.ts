import * as z from 'zod';
import { LocalError } from '../../lib/local-stack/local-error.ts';

/** The values that a template's intrinsic functions refer to. */
export interface Scope {
  /** The value of a parameter, pseudo parameter or resource; `undefined` if there is none of that name. */
  ref(name: string): string | undefined;
  getAtt(logicalId: string, attribute: string): string;
  /** The value that another stack exports under this name. */
  importValue(name: string): unknown;
}

const Pair = z.tuple([z.string(), z.array(z.unknown())]);
const noValue = Symbol('AWS::NoValue');

/**
 * Resolves all intrinsic functions in a template's value. `AWS::NoValue` removes its property or item.
 * @throws LocalError for an unknown function
 */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = resolveValue(value, scope);
  return resolved === noValue ? undefined : resolved;
}

function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [key, argument] = only;
    if (key === 'Ref' && typeof argument === 'string') return reference(argument, scope);
    if (key.startsWith('Fn::')) return call(key, argument, scope);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolveValue(item, scope)]).filter(([, item]) => item !== noValue),
  );
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return noValue;
  const value = scope.ref(name);
  if (value === undefined) throw new LocalError(`The template refers to ${name}, which it doesn't contain.`);
  return value;
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Fn::GetAtt': {
      const [id, attribute] = z.tuple([z.string(), z.string()]).parse(argument);
      return scope.getAtt(id, attribute);
    }
    case 'Fn::Join': {
      const [separator, items] = Pair.parse(argument);
      return z.array(z.coerce.string()).parse(resolveValue(items, scope)).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::ImportValue':
      return scope.importValue(z.string().parse(resolveValue(argument, scope)));
    case 'Fn::Select': {
      const [index, items] = z.tuple([z.coerce.number(), z.unknown()]).parse(argument);
      return z.array(z.unknown()).parse(resolveValue(items, scope))[index];
    }
    case 'Fn::Split': {
      const [separator, text] = z.tuple([z.string(), z.unknown()]).parse(argument);
      return z.string().parse(resolveValue(text, scope)).split(separator);
    }
    default:
      throw new LocalError(
        `The template uses ${name}, which the local stack doesn't support. Add it to local/template/intrinsics.ts.`,
      );
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = z
    .union([
      z.string().transform((plain): [string, Record<string, unknown>] => [plain, {}]),
      z.tuple([z.string(), z.record(z.string(), z.unknown())]),
    ])
    .parse(argument);
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return String(resolveValue(variables[name], scope));
    const [id = name, ...attribute] = name.split('.');
    return attribute.length > 0 ? scope.getAtt(id, attribute.join('.')) : String(reference(name, scope));
  });
}
