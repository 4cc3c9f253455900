import type { Random } from './random.ts';

/** Something that the surroundings may do next. */
export interface Choice {
  /** How often it is chosen, compared with a weight of 1. */
  weight: number;
  run(): void;
}

export interface Timer {
  atMs: number;
  run: () => void;
}

export interface WaitingProcess {
  process: Running;
  /** What it will do, for the story. */
  label: () => string;
  untilMs: number;
  goOn: () => void;
}

/** Running code that can be killed wherever it waits for its turn, like a process of an operating system. */
export interface Running {
  readonly name: string;
  /** Its clock minus the true time. */
  readonly skewMs: number;
  alive: boolean;
  /** It's killed when this is 0. */
  turnsLeft: number;
  /** Kills it at its timeout. */
  timeout?: Timer;
  ended: (how: Ended) => void;
}

/** What to start. */
export interface ProcessSpec {
  name: string;
  skewMs?: number;
  /** It's killed if it takes longer. */
  timeoutMs?: number;
  /** It's killed after so many turns. Default: never. */
  mostTurns?: number | undefined;
  work: () => Promise<unknown>;
  /** Called once. */
  ended: (how: Ended) => void;
}

export type Ended = { kind: 'returned'; value: unknown } | { kind: 'threw'; error: unknown } | { kind: 'killed' };

export interface Started {
  /** @param why for the story: `was killed` */
  kill(why: string): void;
}

export interface KernelOptions {
  random: Random;
  startMs: number;
  /** Gets each line of the story. */
  trace?: ((line: string) => void) | undefined;
}

export interface RunOptions {
  /** What the surroundings may do now. Called before each step. */
  choices: () => readonly Choice[];
  /** When the surroundings will next have something to do. */
  nextMs: () => number | undefined;
  /** Called after each step. */
  after: () => void;
  isOver: () => boolean;
  mostSteps: number;
  /** How much time passes now although a process could run, ms. */
  hurriedBy: () => number;
}
