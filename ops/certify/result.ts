/** Thanx's own words, for every vendor. `INSUFFICIENT DATA`: nothing shows whether it's so. */
export type Result = 'PASS' | 'FAIL' | 'WARNING' | 'INSUFFICIENT DATA';

/** `incomplete`: nothing is wrong, but something that is needed wasn't checked. */
export type Outcome = 'passed' | 'incomplete' | 'failed';

/** Something that isn't as it should be. */
export interface Wrong {
  /** The call's number, if calls have numbers. */
  call?: number;
  /** What is wrong, in a sentence without its full stop. Contains nothing secret or personal. */
  says: string;
}

export interface Judged {
  /** Stable, for scripts. */
  check: string;
  result: Result;
  /** What is so if nothing is wrong. */
  says: string;
  /** How many calls it was judged by. */
  looked: number;
  breaches: readonly Wrong[];
}

/** @param breach what a breach is */
export const resultOf = (
  { looked, breaches }: { looked: number; breaches: readonly Wrong[] },
  breach: 'FAIL' | 'WARNING',
): Result => (breaches.length > 0 ? breach : looked === 0 ? 'INSUFFICIENT DATA' : 'PASS');
