import { closest, distance } from 'fastest-levenshtein';

/** No name is as long; what is longer is none that somebody misspelt, and would take long to compare. */
const longestTyped = 100;

/** The name somebody probably meant, if one is near enough to say so: a wrong guess helps nobody. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const wanted = typed.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  if (byLowerCase.size === 0) return undefined;
  const best = closest(wanted, [...byLowerCase.keys()]);
  if (isNear(wanted, best)) return byLowerCase.get(best);
  // "Trees" for "PlantTrees": far by letters, near by meaning.
  const parts = [...byLowerCase.keys()].filter((name) => wanted.length > 3 && name.includes(wanted));
  return parts.length === 1 ? byLowerCase.get(parts[0] ?? '') : undefined;
}

/** A slip or two: one letter in three, and two letters that changed places count as one. */
const isNear = (typed: string, name: string): boolean => {
  const away = distance(typed, name) - (isSwapped(typed, name) ? 1 : 0);
  return away <= Math.min(3, Math.floor(Math.max(typed.length, name.length) / 3));
};

const sorted = (text: string): string => text.split('').toSorted().join('');
const isSwapped = (one: string, other: string): boolean => one !== other && sorted(one) === sorted(other);

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}
