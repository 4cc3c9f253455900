import { closest, distance } from 'fastest-levenshtein';

/** No name is as long; what is longer is none that somebody misspelt, and would take long to compare. */
const longestTyped = 100;

/** The name somebody probably meant, if one is near enough to say so. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const wanted = typed.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  if (byLowerCase.size === 0) return undefined;
  const best = closest(wanted, [...byLowerCase.keys()]);
  if (distance(wanted, best) <= Math.ceil(wanted.length / 3)) return byLowerCase.get(best);
  // "Trees" for "PlantTrees": far by letters, near by meaning.
  const parts = [...byLowerCase.keys()].filter((name) => wanted.length > 3 && name.includes(wanted));
  return parts.length === 1 ? byLowerCase.get(parts[0] ?? '') : undefined;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}
