import type { ShopSettings } from '../settings.ts';

/** The currencies that this Node.js version knows: current and former ISO 4217 codes. */
const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/**
 * The currencies in a shop's settings that ISO 4217 doesn't have, by path. Shops may sell in some (the Jersey pound,
 * JEP), but a misspelt one matches no order.
 */
export function unknownCurrencies(settings: ShopSettings): { path: PropertyKey[]; message: string }[] {
  return codesIn(settings, [])
    .filter(({ code }) => !known.has(code))
    .map(({ code, path }) => ({ path, message: `${code} is not an ISO 4217 currency: check the spelling` }));
}

/** Every `currency`, each of `currencies`, and the names of `unitPrice`, at any depth. */
function codesIn(value: unknown, path: PropertyKey[]): { code: string; path: PropertyKey[] }[] {
  if (typeof value === 'string') {
    const key = path.findLast((name) => typeof name === 'string');
    return key === 'currency' || key === 'currencies' ? [{ code: value, path }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries: [PropertyKey, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const keys = path.at(-1) === 'unitPrice' ? entries.map(([name]) => String(name)) : [];
  return [
    ...keys.map((code) => ({ code, path: [...path, code] })),
    ...entries.flatMap(([name, part]) => codesIn(part, [...path, name])),
  ];
}
