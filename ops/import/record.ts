/** One order of a file, in its platform's own JSON, or why there is none. */
export type ImportRecord = {
  /** The line of the file that it begins on, from 1. */
  line: number;
} & ({ body: Buffer } | { problem: string });
