import { closest, distance } from 'fastest-levenshtein';

/** No name is longer. A longer text isn't a misspelt name, and would take long to compare. */
const maxTypedChars = 100;

/** The name that somebody probably meant; `undefined` if none is similar enough. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > maxTypedChars) return undefined;
  const wanted = typed.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  if (byLowerCase.size === 0) return undefined;
  const best = closest(wanted, [...byLowerCase.keys()]);
  if (isNear(wanted, best)) return byLowerCase.get(best);
  // "Trees" for "PlantTrees" differs in many letters, but is clear.
  const parts = [...byLowerCase.keys()].filter((name) => wanted.length > 3 && name.includes(wanted));
  return parts.length === 1 ? byLowerCase.get(parts[0] ?? '') : undefined;
}

/** At most one typing error in three letters, and at most three. Two swapped letters count as one error. */
const isNear = (typed: string, name: string): boolean => {
  const errors = distance(typed, name) - (isSwapped(typed, name) ? 1 : 0);
  return errors <= Math.min(3, Math.floor(Math.max(typed.length, name.length) / 3));
};

const sorted = (text: string): string => text.split('').toSorted().join('');
const isSwapped = (one: string, other: string): boolean => one !== other && sorted(one) === sorted(other);

/** ` (did you mean "x"?)`; empty if no name is similar enough. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}
