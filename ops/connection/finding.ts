/** What a part of a shop's connection, or of a stage, is like. `unknown`: it can't be found out. `skipped`: there is nothing to find out. */
export type FindingState = 'ok' | 'wrong' | 'warning' | 'unknown' | 'skipped';

export interface Finding {
  /** Stable, for scripts. */
  code: string;
  state: FindingState;
  /** What is so and what it means, in a sentence or two. */
  means: string;
  /** What to do, in order: commands or sentences. */
  todo: string[];
}

/** A finding, by its state: `wrong('topic-missing', '…', '…')`. */
const make =
  (state: FindingState) =>
  (code: string, means: string, ...todo: string[]): Finding => ({ code, state, means, todo });

export const ok = make('ok');
export const wrong = make('wrong');
export const warning = make('warning');
export const unknown = make('unknown');
export const skipped = make('skipped');

/** A command on a stage. */
export const command = ({ stage }: { stage: string }, words: string): string => `./thankflow ${words} --stage ${stage}`;
