/** A fault that somebody could make, to be planted into the product. */
export interface Mutant {
  /** `lease-ignored` */
  name: string;
  /** Relative to the repository's folder. */
  file: string;
  /** Occurs exactly once in the file. */
  search: string;
  replace: string;
  /** What a shop, a customer or an operator would notice. */
  breaks: string;
  /** The unit tests that must find it, if the simulator can't: random amounts, thresholds of alarms. Relative to the repository's folder. */
  killedBy?: readonly string[];
}

/**
 * Returns the file's text with the fault in it.
 * @throws RangeError if the text to replace doesn't occur exactly once: the code has changed, so change the mutant too
 */
export function planted(text: string, { name, file, search, replace }: Mutant): string {
  const [before, after, ...more] = text.split(search);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = text.split(search).length - 1;
    throw new RangeError(`mutant ${name}: the text to replace occurs ${times} times in ${file}, not once`);
  }
  return before + replace + after;
}
