/** One fault that somebody could make, planted into the product. */
export interface Mutant {
  /** `lease-ignored`: how it is named. */
  name: string;
  /** From the repository's root. */
  file: string;
  /** Occurs exactly once in the file. */
  search: string;
  replace: string;
  /** What a shop, a customer or an operator would notice. */
  breaks: string;
  /**
   * The unit tests that find it in the simulator's place, from the repository's root. For what the simulator is the wrong tool for:
   * amounts of chance, thresholds of alarms.
   */
  killedBy?: readonly string[];
}

/**
 * The file's text with the fault in it.
 * @throws RangeError where the text to replace is not there exactly once: the code was changed, and the mutant has to follow
 */
export function planted(text: string, { name, file, search, replace }: Mutant): string {
  const [before, after, ...more] = text.split(search);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = text.split(search).length - 1;
    throw new RangeError(`mutant ${name}: what it replaces occurs ${times} times in ${file}, not once`);
  }
  return before + replace + after;
}
