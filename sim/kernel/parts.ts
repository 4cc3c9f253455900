import type { Random } from './random.ts';

/** Something that the surroundings may do next. */
export interface Choice {
  /** How much more often it is chosen than one of weight 1. */
  weight: number;
  run(): void;
}

export interface Timer {
  atMs: number;
  run: () => void;
}

export interface WaitingProcess {
  process: Running;
  /** What it is about to do, for the story. */
  label: () => string;
  untilMs: number;
  goOn: () => void;
}

/** One running piece of code, as an operating system's process: it can be killed wherever it waits for its turn. */
export interface Running {
  readonly name: string;
  /** Its clock differs by this from the true time. */
  readonly skewMs: number;
  alive: boolean;
  /** So many more turns it has; it is killed instead of the next. */
  turnsLeft: number;
  /** Kills it when its time is up. */
  timeout?: Timer;
  ended: (how: Ended) => void;
}

/** What a process is to do. */
export interface ProcessSpec {
  name: string;
  skewMs?: number;
  /** It is killed if it takes longer. */
  timeoutMs?: number;
  /** It is killed before it has more turns. Absent: it has as many as it needs. */
  mostTurns?: number | undefined;
  work: () => Promise<unknown>;
  /** Told once how it ended. */
  ended: (how: Ended) => void;
}

/** How a process's work came to its end. */
export type Ended = { kind: 'returned'; value: unknown } | { kind: 'threw'; error: unknown } | { kind: 'killed' };

export interface Started {
  /** @param why how it ended, for the story: `was killed` */
  kill(why: string): void;
}

export interface KernelOptions {
  random: Random;
  startMs: number;
  /** Told each step, in words. Absent: nobody listens. */
  trace?: ((line: string) => void) | undefined;
}

export interface RunOptions {
  /** What the surroundings may do now; asked before each step. */
  choices: () => readonly Choice[];
  /** When the surroundings will have something to do, if nobody else has. */
  nextMs: () => number | undefined;
  /** Looks at everything after each step. */
  after: () => void;
  isOver: () => boolean;
  mostSteps: number;
  /** How much time passes now although somebody could go on, ms. */
  hurriedBy: () => number;
}
